import { basename, join, resolve } from 'node:path';
import { didYouMean, InputError } from '../errors.js';
import { readTable, type Table } from '../results/table.js';
import type { TableFile, Tables } from './contract.js';

/** The CSV files of a results folder, `results/<experiment>`; each is read once, when first asked for. */
export function readTables(folder: string, experiment = basename(resolve(folder))): Tables {
  const command = `moe run ${experiment}`;
  const known = new Map<TableFile, Table>();
  return {
    experiment,
    get(file, columns) {
      const path = join(folder, file);
      const table = known.get(file) ?? readOr(path, `\`${command}\` makes it`);
      known.set(file, table);
      for (const column of columns) {
        if (table.columns.includes(column)) continue;
        const near = didYouMean(column, table.columns);
        throw new InputError(`${path} has no column "${column}"${near}; \`${command}\` makes the file anew`);
      }
      return table;
    },
  };
}

function readOr(path: string, remedy: string): Table {
  try {
    return readTable(path);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${error.message}; ${remedy}`) : error;
  }
}
