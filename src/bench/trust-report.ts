/** The part `trust` of `make bench`: whether what is told of a fit holds, over tables that are drawn; told and written to plots/bench. */
import type { Document } from '../documents/contract.js';
import { markdown } from '../documents/markdown.js';
import { makeFolder, writeAllAtomically } from '../results/atomic.js';
import { coverageSection } from './trust-coverage.js';

/** In the order in which they are told. */
const sections: readonly (() => Promise<Document>)[] = [coverageSection];

/** Computes for minutes; returns what to print. @param folder for the file. */
export async function trustPart(folder: string): Promise<Document> {
  const document: Document[number][] = [];
  for (const section of sections) document.push(...(await section()));
  makeFolder(folder);
  writeAllAtomically(folder, { 'trust.md': markdown(document) });
  return document;
}
