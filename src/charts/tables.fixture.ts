/** Tables for tests, from the texts of files. */
import { catalogOf } from '../experiment/catalog.js';
import { openResults, type TableName } from '../results/results.js';
import type { Tables } from './contract.js';
import { tablesOf } from './tables.js';

export function tablesFrom(files: Readonly<Partial<Record<TableName, string>>>): Tables {
  const text = (file: string) => (files as Readonly<Record<string, string>>)[file] ?? null;
  return tablesOf(openResults({ name: 'own', where: 'results/own', text }), 'moe run own', catalogOf().metrics.all);
}
