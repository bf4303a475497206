/** What makes two grids the same to the last trial, in parts, so that a difference can be named. */

import { basename } from 'node:path';
import * as z from 'zod/mini';
import { type Behavior, componentsOf } from '../../experiment/behavior.js';
import type { Catalog } from '../../experiment/catalog.js';
import type { Spec } from '../../experiment/contract.js';
import type { TrialGrid } from '../../experiment/trials.js';
import { sha256 } from '../../tables/file.js';

export const identityShape = z.strictObject({
  /** Digest of all that the trials' keys are made of, in grid order: where it is the same, so are all trials. */
  keys: z.string(),
  runtime: z.string(),
  /** Digests of the code of what the trials run, by `registry/name`. */
  code: z.record(z.string(), z.string()),
  /** Digests of the data's files, by their names. */
  data: z.record(z.string(), z.string()),
});
export type GridIdentity = z.infer<typeof identityShape>;

/** @param trials of the whole grid. */
export function identityOf(trials: TrialGrid, { record }: Spec, catalog: Catalog, behavior: Behavior): GridIdentity {
  const { cells, starts, digests } = trials;
  const components = new Set(['core', ...cells.flatMap((cell) => componentsOf(cell, catalog))]);
  const data = cells.flatMap((cell, c) => {
    const files = catalog.datasets.get(cell.data.name).files?.(cell.data) ?? [];
    return files.map((file, f) => [basename(file), trials.at(starts[c]!)?.digests[f] ?? ''] as const);
  });
  return {
    keys: sha256(JSON.stringify([digests, cells.map((cell) => cell.trials), record])),
    runtime: behavior.runtime,
    code: Object.fromEntries([...components].sort().map((one) => [one, behavior.digestOf(one)])),
    data: Object.fromEntries(data),
  };
}
