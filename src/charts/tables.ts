import { basename, join, resolve } from 'node:path';
import { didYouMean, InputError } from '../errors.js';
import { readTable, type Table } from '../tables/csv.js';
import type { TableFile, Tables } from './contract.js';

/** What a spec must have for a run to make a file that not every run makes. */
const needs: Partial<Record<TableFile, string>> = {
  'history.csv': 'record.history',
  'examples.csv': 'record.examples',
  'example_curves.csv': 'record.examples of a task with one feature',
  'example_regions.csv': 'record.examples of a task with two features',
  'example_map.csv': 'record.examples of a method with a gate, over two features or a control task',
  'example_returns.csv': 'record.examples of a control task',
  'clusters.csv': 'record.clusters',
  'cluster_means.csv': 'record.clusters',
  'responsibilities.csv': 'record.responsibilities',
  'claims.csv': 'claims',
};

/**
 * The CSV files of a results folder, `results/<experiment>`; each is read once, when first asked for.
 * @param command what makes them, for messages, such as `moe run fixed-data --quick`.
 */
export function readTables(folder: string, command: string): Tables {
  const known = new Map<TableFile, Table>();
  return {
    experiment: basename(resolve(folder)),
    get(file, columns) {
      const path = join(folder, file);
      const table = known.get(file) ?? readOr(path, `\`${command}\` makes it${condition(file)}`);
      known.set(file, table);
      const anew = `\`${command}\` makes the file anew`;
      for (const column of columns) {
        if (table.columns.includes(column)) continue;
        throw new InputError(`${path} has no column "${column}"${didYouMean(column, table.columns)}; ${anew}`);
      }
      if (table.rows.length === 0) throw new InputError(`${path} has no rows below its header; ${anew}`);
      return table;
    },
  };
}

function condition(file: TableFile): string {
  return needs[file] === undefined ? '' : `, for a spec with ${needs[file]}`;
}

function readOr(path: string, remedy: string): Table {
  try {
    return readTable(path);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${error.message}; ${remedy}`) : error;
  }
}
