/** Tables for tests, from the texts of files. */
import { openResults } from '../results/results.js';
import type { TableFile, Tables } from './contract.js';
import { tablesOf } from './tables.js';

export function tablesFrom(files: Readonly<Partial<Record<TableFile, string>>>): Tables {
  const text = (file: string) => (files as Readonly<Record<string, string>>)[file] ?? null;
  return tablesOf(openResults({ name: 'own', where: 'results/own', text }), 'moe run own');
}
