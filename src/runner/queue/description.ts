/**
 * What a coordinator says of its run before it hands out chunks: all that trials' keys hang on. A worker holds it
 * against itself before it takes any, so that no outcome gets a key that its trial would not have here.
 */
import * as z from 'zod/mini';
import type { Reference } from '../../components/contract.js';
import { componentsOf } from '../../experiment/behavior.js';
import type { Catalog } from '../../experiment/catalog.js';
import type { Cell, TrialList } from '../../experiment/contract.js';
import type { Used } from '../../experiment/outside.js';
import { digestOf as cellOf } from '../../experiment/trials.js';
import { sha256 } from '../../tables/file.js';
import { sealJson, unsealJson } from '../lines.js';
import { type Build, behaviorWith } from '../provenance.js';

/** Changes with what stands in Redis: a queue of another format is refused by its number alone. */
export const format = 1;

const digests = z.record(z.string(), z.string());

const shape = z.strictObject({
  format: z.literal(format),
  /** The version of moe. */
  moe: z.string(),
  /** A digest of all that follows and of the grid: the same command has the same again, and finds what is left of its run. */
  run: z.string(),
  experiment: z.string(),
  /** Of a run that takes nothing that was computed before it began, and leaves nothing: a random id. */
  session: z.optional(z.string()),
  /** Node's major version and the architecture. */
  runtime: z.string(),
  /** Digests of the code of the components that the trials run, by `registry/name`. */
  components: digests,
  /** Files with components from outside, with the components that the trials run of them. */
  used: z.array(z.strictObject({ file: z.string(), components: z.array(z.string()) })),
  /** The data that the trials read, with the digests of its files in the order in which the data set names them. */
  data: z.array(z.strictObject({ data: z.looseObject({ name: z.string() }), digests: z.array(z.string()) })),
  /** Time limits of the trials, seconds. */
  timeouts: z.array(z.number()),
});

export interface Description extends z.infer<typeof shape> {}

export interface Described {
  readonly experiment: string;
  readonly build: Build;
  readonly used: readonly Used[];
  readonly catalog: Catalog;
  /** A random id, where outcomes that were computed for another run of the same command are of no use. */
  readonly session?: string;
}

/** @param trials of the whole grid, whatever of it is done. */
export function describe({ experiment, build, used, catalog, session }: Described, trials: TrialList): Description {
  const cells = new Map<Cell, readonly string[]>();
  const timeouts = new Set<number>();
  /** How many trials there are, by what the keys of a cell begin with. */
  const counts = new Map<string, number>();
  for (const trial of trials) {
    cells.set(trial.cell, trial.digests);
    timeouts.add(trial.timeout);
    counts.set(cellOf(trial), (counts.get(cellOf(trial)) ?? 0) + 1);
  }
  const { runtime, digestOf } = behaviorWith(build, used);
  const names = new Set(['core', ...[...cells.keys()].flatMap((cell) => componentsOf(cell, catalog))]);
  const data = new Map<string, { readonly data: Reference; readonly digests: string[] }>();
  for (const [{ data: reference }, own] of cells) {
    if (own.length > 0) data.set(JSON.stringify([reference, own]), { data: reference, digests: [...own] });
  }
  const content = {
    format: format as typeof format,
    ...{ moe: build.version, experiment, runtime },
    ...(session === undefined ? {} : { session }),
    components: Object.fromEntries([...names].sort().map((name) => [name, digestOf(name)])),
    used: used.flatMap(({ file, behavior }) => {
      const components = Object.keys(behavior).filter((name) => names.has(name));
      return components.length === 0 ? [] : [{ file, components }];
    }),
    data: [...data.values()].map(({ data, digests }) => ({ data: { ...data }, digests })),
    timeouts: [...timeouts].sort((a, b) => a - b),
  };
  return { ...content, run: sha256(JSON.stringify([content, ...counts])).slice(0, 16) };
}

export const writeDescription = (description: Description): string => sealJson(description);

/** Undefined for what is none of this format. */
export function readDescription(text: string): Description | undefined {
  return shape.safeParse(unsealJson(Buffer.from(text))).data;
}
