import type { Chart } from '../charts/contract.js';
import { charts } from '../charts/registry.js';
import { type Component, type Registry, registry } from '../components/contract.js';
import { registryOf } from '../components/kinds.js';
import type { ShapeOf } from '../components/shape.js';
import { didYouMean, InputError, shown } from '../errors.js';
import { type Catalog, catalogOf, kinds } from '../experiment/catalog.js';
import { addedOf, loadOutside, type Outside, type Used } from '../experiment/outside.js';
import { paperCharts } from '../paper/registry.js';
import { hideAddress } from '../runner/queue/address.js';
import { exit, printError } from './output.js';

/** Every name that a spec can use, with what it stands for. */
export type Vocabulary = Catalog & {
  readonly charts: Registry<Chart>;
};

/** moe's own. */
export const vocabulary: Vocabulary = composed([]);

/** All that can be named in a run: moe's own, and the components of files. */
export interface Known {
  readonly vocabulary: Vocabulary;
  readonly used: readonly Used[];
  /** The components of the files, in their order. */
  readonly components: readonly Outside[];
}

kinds.chart satisfies ShapeOf<Chart>;

/**
 * Where there are files, MOE_QUEUE and MOE_QUEUE_FILE are gone from the environment afterwards.
 * @param files paths, or names of packages, as the user gave them.
 * @throws InputError for a file that cannot be used, and for a name that is taken.
 */
export async function knownWith(files: readonly string[] = []): Promise<Known> {
  if (files.length === 0) return { vocabulary, used: [], components: [] };
  hideAddress(process.env);
  const loaded: Awaited<ReturnType<typeof loadOutside>>[] = [];
  for (const file of new Set(files)) loaded.push(await loadWatched(file));
  const outside = loaded.flatMap(({ components }) => components);
  checkNames(outside);
  const whole = composed(outside);
  for (const one of outside) checkReferences(one, whole);
  return { vocabulary: whole, used: loaded.map(({ used }) => used), components: outside };
}

/** A file that ends the process, or waits for something that never happens, would end the command without a word, as if it were done. */
async function loadWatched(file: string): ReturnType<typeof loadOutside> {
  const ended = () => {
    // It has thrown, which is told.
    if (process.exitCode === exit.failure) return;
    printError(`moe: ${file} ended the process while it was imported, or waits for something that never happens`);
    process.exitCode = exit.usage;
  };
  process.once('exit', ended);
  try {
    return await loadOutside(file);
  } finally {
    process.off('exit', ended);
  }
}

function composed(outside: readonly Outside[]): Vocabulary {
  const drawn = outside.filter((one) => one.registry === kinds.chart.registry);
  return {
    ...catalogOf(addedOf(outside)),
    charts: registry(charts.kind, [...charts.all, ...paperCharts, ...drawn.map(({ component }) => component as Chart)]),
  };
}

function checkNames(outside: readonly Outside[]): void {
  outside.forEach(({ registry: key, component, where }, i) => {
    const { kind, all } = registryOf(key, vocabulary);
    const others = [...all, ...outside.slice(0, i).flatMap((one) => (one.registry === key ? [one.component] : []))];
    if (!others.some(({ name }) => name === component.name)) return;
    throw new InputError(`${where}.name must be one that no other ${kind} has; got ${shown(component.name)}`);
  });
}

/** What the parameters of a component refer to is there. */
function checkReferences({ component, where }: Outside, whole: Vocabulary): void {
  for (const [key, parameter] of Object.entries(component.parameters)) {
    if (parameter.kind !== 'component') continue;
    const at = `${where}.parameters.${key}`;
    const mustBe = (field: string, known: readonly string[], got: string) => {
      if (known.includes(got)) return;
      const must = `one of ${known.join(', ')}`;
      throw new InputError(`${at}.${field} must be ${must}; got ${shown(got)}${didYouMean(got, known)}`);
    };
    mustBe('registry', Object.keys(whole), parameter.registry);
    const names = registryOf(parameter.registry, whole).all.map(({ name }: Component) => name);
    if (parameter.default !== undefined) mustBe('default', names, parameter.default);
  }
}
