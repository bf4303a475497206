/** `moe list`: what a spec can name, made from the registries. */
import type { Component, Registry } from '../../components/contract.js';
import { allowed, defaultOf } from '../../components/kinds.js';
import { painter } from '../../documents/paint.js';
import { didYouMean, InputError, messageOf, shown } from '../../errors.js';
import { readSpec } from '../../experiment/spec/read.js';
import { listExperiments } from '../experiments.js';
import type { GlobalOptions } from '../options.js';
import { vocabulary } from '../vocabulary.js';

/** The kinds as users call them. */
const kinds: Readonly<Record<string, Registry<Component>>> = {
  datasets: vocabulary.datasets,
  experts: vocabulary.experts,
  rules: vocabulary.assignments,
  gates: vocabulary.gates,
  methods: vocabulary.methods,
  metrics: vocabulary.metrics,
  charts: vocabulary.charts,
};

interface Listed {
  readonly name: string;
  readonly about: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly about: string;
    readonly allowed: string;
    readonly default: unknown;
  }[];
}

/** @throws InputError for a kind that there is not. */
export function list(kind: string | undefined, options: GlobalOptions & { readonly json?: boolean }): void {
  const names = ['experiments', ...Object.keys(kinds)];
  if (kind !== undefined && !names.includes(kind)) {
    throw new InputError(`list must name one of ${names.join(', ')}; got ${shown(kind)}${didYouMean(kind, names)}`);
  }
  const chosen = kind === undefined ? names : [kind];
  const listed = Object.fromEntries(chosen.map((name) => [name, entriesOf(name)]));
  const text = options.json
    ? JSON.stringify(listed, null, 2)
    : Object.entries(listed)
        .map(([name, entries]) => section(name, entries, options))
        .join('\n\n');
  process.stdout.write(`${text}\n`);
}

function entriesOf(kind: string): Listed[] {
  if (kind === 'experiments') return experiments();
  return kinds[kind]!.all.map(({ name, about, parameters }) => ({
    name,
    about,
    parameters: Object.entries(parameters).map(([key, parameter]) => ({
      name: key,
      about: parameter.about,
      allowed: allowed(parameter),
      default: defaultOf(parameter) ?? null,
    })),
  }));
}

/** A spec that cannot be read is listed with what is wrong with it: `moe list` must not fail for one bad file. */
function experiments(): Listed[] {
  return [...listExperiments()].map(([name, file]) => {
    try {
      return { name, about: readSpec(file, vocabulary, {}).spec.title, parameters: [] };
    } catch (error) {
      return { name, about: `cannot be read: ${messageOf(error)}`, parameters: [] };
    }
  });
}

function section(title: string, entries: readonly Listed[], { color }: GlobalOptions): string {
  const paint = painter(color && process.stdout.isTTY === true);
  const lines = entries.flatMap(({ name, about, parameters }) => [
    `  ${paint.bold(name)}  ${about}`,
    ...parameters.map((parameter) => {
      const value =
        parameter.default === null
          ? ''
          : `, default ${typeof parameter.default === 'string' ? parameter.default : JSON.stringify(parameter.default)}`;
      return `      ${parameter.name}  ${parameter.about} ${paint.dim(`(${parameter.allowed}${value})`)}`;
    }),
  ]);
  return [paint.underline(title), ...lines].join('\n');
}
