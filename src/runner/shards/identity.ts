/** What makes two grids the same to the last trial, in parts, so that a difference can be named. */

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import * as z from 'zod/mini';
import { type Behavior, componentsOf } from '../../experiment/behavior.js';
import type { Catalog } from '../../experiment/catalog.js';
import type { Cell, Trial } from '../../experiment/contract.js';

export const identityShape = z.strictObject({
  /** Digest of the keys of all trials, in their order: where it is the same, so is all else that counts. */
  keys: z.string(),
  runtime: z.string(),
  /** Digests of the code of what the trials run, by `registry/name`. */
  code: z.record(z.string(), z.string()),
  /** Digests of the data's files, by their names. */
  data: z.record(z.string(), z.string()),
});
export type GridIdentity = z.infer<typeof identityShape>;

/** @param trials of all the cells, in grid order. */
export function identityOf(
  cells: readonly Cell[],
  trials: readonly Trial[],
  catalog: Catalog,
  behavior: Behavior,
): GridIdentity {
  const keys = createHash('sha256');
  const firsts = new Map<Cell, Trial>();
  for (const trial of trials) {
    keys.update(`${trial.key}\n`);
    if (!firsts.has(trial.cell)) firsts.set(trial.cell, trial);
  }
  const components = new Set(['core', ...cells.flatMap((cell) => componentsOf(cell, catalog))]);
  const data = cells.flatMap((cell) => {
    const files = catalog.datasets.get(cell.data.name).files?.(cell.data) ?? [];
    return files.map((file, f) => [basename(file), firsts.get(cell)!.digests[f]!] as const);
  });
  return {
    keys: keys.digest('hex'),
    runtime: behavior.runtime,
    code: Object.fromEntries([...components].sort().map((one) => [one, behavior.digestOf(one)])),
    data: Object.fromEntries(data),
  };
}
