/** What stands in a shard's file beside its outcomes. */
import * as z from 'zod/mini';
import { machineRunShape, runShape } from '../../results/provenance.js';
import { identityShape } from './identity.js';
import { maxShards } from './shard.js';

/** Of the file; another one is not read. */
export const format = 1;

const count = z.int().check(z.minimum(0));

/** The first line. */
export const headerShape = z.looseObject({
  format: z.literal(format),
  shard: z
    .strictObject({ index: z.int().check(z.minimum(1)), of: z.int().check(z.maximum(maxShards)) })
    .check(z.refine(({ index, of }) => index <= of)),
  /** The whole grid that it is a part of. */
  grid: identityShape,
  /** Digest of the partition. */
  cut: z.string(),
  /** Who computed it: more than one where it was interrupted and went on elsewhere. */
  machines: z.array(machineRunShape).check(z.minLength(1)),
  /** As run.json has it; its counts are of this part. */
  run: runShape,
});
export type ShardHeader = z.infer<typeof headerShape>;

/** The last line. */
export const endShape = z.strictObject({
  outcomes: count,
  /** SHA-256 of all lines before it. */
  digest: z.string(),
});
export type ShardEnd = z.infer<typeof endShape>;
