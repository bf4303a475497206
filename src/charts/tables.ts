import { didYouMean, InputError } from '../errors.js';
import { recorded } from '../results/recorded.js';
import { always, filesIn, openResults, type Results } from '../results/results.js';
import type { Table } from '../tables/csv.js';
import type { TableFile, Tables } from './contract.js';

/** As `tablesOf`, of the folder `results/<experiment>`. */
export function readTables(folder: string, command: string): Tables {
  return tablesOf(openResults(filesIn(folder)), command);
}

/**
 * The tables of results as charts see them: what is drawn must be there.
 * @param command what makes them, for messages, such as `moe run fixed-data --quick`.
 */
export function tablesOf(results: Results, command: string): Tables {
  const tables: Tables = {
    experiment: results.name,
    get(file, columns) {
      const path = `${results.folder}/${file}`;
      const table = tableOr(results, file, `\`${command}\` makes it${condition(file)}`);
      const anew = `\`${command}\` makes the file anew`;
      for (const column of columns) {
        if (table.columns.includes(column)) continue;
        throw new InputError(`${path} has no column "${column}"${didYouMean(column, table.columns)}; ${anew}`);
      }
      if (table.rows.length === 0) throw new InputError(`${path} has no rows below its header; ${anew}`);
      return table;
    },
    lines(file) {
      tables.get(file, []);
      return results.lines(file);
    },
  };
  return tables;
}

function tableOr(results: Results, file: TableFile, remedy: string): Table {
  try {
    const table = results.table(file);
    if (table !== null) return table;
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${error.message}; ${remedy}`) : error;
  }
  throw new InputError(`${results.folder}/${file} is missing; ${remedy}`);
}

/** What a spec must have for a run to make a file that not every run makes. */
function condition(file: TableFile): string {
  if (always.includes(file)) return '';
  return `, for a spec with ${file in recorded ? recorded[file as keyof typeof recorded].needs : 'claims'}`;
}
