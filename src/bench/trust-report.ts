/** Whether what is told of a fit holds, over tables that are drawn: each section is a part of `make bench`, and a file. */
import type { Document } from '../documents/contract.js';
import { markdown } from '../documents/markdown.js';
import { makeFolder, writeAllAtomically } from '../results/atomic.js';
import { bootstrapSection } from './trust-bootstrap.js';
import { boundSection } from './trust-bound.js';
import { coverageSection } from './trust-coverage.js';
import { driftSection } from './trust-drift.js';
import { neededSection } from './trust-needed.js';

interface Section {
  readonly name: string;
  readonly about: string;
  /** Computes for minutes. */
  run(): Promise<Document>;
}

export const trustSections: readonly Section[] = [
  {
    name: 'trust-bootstrap',
    about: 'how often intervals of coefficients hold those of the optimum, and its bias (some minutes)',
    run: () => bootstrapSection(),
  },
  {
    name: 'trust-coverage',
    about: 'how often prediction intervals hold what they promise, over thousands of tables (some minutes)',
    run: () => coverageSection(),
  },
  {
    name: 'trust-needed',
    about: 'how often --needed says that experts are needed, with and without clusters (many minutes)',
    run: () => neededSection(),
  },
  {
    name: 'trust-bound',
    about: 'how far a fit can be from the best assignment, by branch and bound, n to 200 (some minutes)',
    run: boundSection,
  },
  {
    name: 'trust-drift',
    about: 'how often moe predict says that something has drifted where nothing has (some minutes)',
    run: () => driftSection(),
  },
];

/** Returns what to print. @param folder for the section's file. */
export async function trustPart({ name, run }: Section, folder: string): Promise<Document> {
  const document = await run();
  makeFolder(folder);
  writeAllAtomically(folder, { [`${name}.md`]: markdown(document) });
  return document;
}
