/** `moe list`: what there is, and what a spec can name, made from the registries. */
import type { Component, Registry } from '../../components/contract.js';
import { allowed, defaultOf } from '../../components/kinds.js';
import { counted } from '../../counted.js';
import { type Document, heading, soft, strong, type Text } from '../../documents/contract.js';
import { namesOf } from '../../documents/numbers.js';
import { didYouMean, InputError, messageOf, shown } from '../../errors.js';
import { readTitle } from '../../experiment/spec/read.js';
import { commandFor, ending } from '../ending.js';
import { listExperiments } from '../experiments.js';
import type { GlobalOptions, UseOptions } from '../options.js';
import { print, printJson } from '../output.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';

export interface ListOptions extends GlobalOptions, UseOptions {
  readonly json?: boolean;
}

/** The kinds as users call them. */
function kindsOf({ assignments, ...others }: Vocabulary): Readonly<Record<string, Registry<Component>>> {
  const { datasets, experts, ...rest } = others;
  return { datasets, experts, rules: assignments, ...rest };
}

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
export async function list(kind: string | undefined, options: ListOptions): Promise<void> {
  const { vocabulary } = await knownWith(options.use);
  const kinds = kindsOf(vocabulary);
  const names = ['experiments', ...Object.keys(kinds)];
  if (kind !== undefined && !names.includes(kind)) {
    throw new InputError(`list must name one of ${names.join(', ')}; got ${shown(kind)}${didYouMean(kind, names)}`);
  }
  const chosen = kind === undefined ? names : [kind];
  const listed = chosen.map(
    (name) => [name, name === 'experiments' ? experiments() : entriesOf(kinds[name]!)] as const,
  );
  if (options.json) printJson(Object.fromEntries(listed), 2);
  else print(kind === undefined && !options.verbose ? overview(listed) : details(listed), options);
}

type List = readonly [name: string, entries: readonly Listed[]];

/** Names that the overview has of each kind. */
const mostNamed = 12;

/** The experiments, and of all else how many there are and what they are called. */
function overview([[, specs], ...others]: readonly List[]): Document {
  return [
    heading(1, counted(specs.length, 'experiment')),
    ...factsOf(specs),
    heading(1, 'what a spec can name'),
    {
      kind: 'table',
      caption: '',
      columns: [{ title: '' }, { title: '', number: true }, { title: '' }],
      rows: others.map(([name, entries]) => [
        strong(name),
        String(entries.length),
        namesOf(
          entries.map((entry) => entry.name),
          mostNamed,
        ),
      ]),
    },
    ...ending({
      next: [
        ['moe list rules', 'explains each rule; works for any other kind, too'],
        ['moe list -v', 'explains everything'],
      ],
    }),
  ];
}

function details(listed: readonly List[]): Document {
  const [only, ...others] = listed;
  const next = only?.[0] === 'experiments' && others.length === 0 ? only[1][0] : undefined;
  return [
    ...listed.flatMap(([name, entries]) => [heading(1, `${entries.length} ${name}`), ...factsOf(entries)]),
    ...(next === undefined
      ? []
      : ending({
          next: [[commandFor('run', { names: [next.name], quick: true, folder: 'results' }), 'runs its quick version']],
        })),
  ];
}

function factsOf(entries: readonly Listed[]): Document {
  return [{ kind: 'facts', entries: entries.map((entry) => [strong(entry.name), entryLines(entry)]) }];
}

function entriesOf({ all }: Registry<Component>): Listed[] {
  return all.map(({ name, about, parameters }) => ({
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

/** A spec whose head cannot be read is listed with what is wrong with it: `moe list` must not fail for one bad file. */
function experiments(): Listed[] {
  return [...listExperiments()].map(([name, file]) => {
    try {
      return { name, about: readTitle(file), parameters: [] };
    } catch (error) {
      return { name, about: `cannot be read: ${messageOf(error)}`, parameters: [] };
    }
  });
}

/** A value as a spec has it: `{ share: 1 }`. */
const flow = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/"(\w+)":/g, ' $1: ')
    .replaceAll('}', ' }');

/** What it is, and under it each of its parameters, with what it may be. */
function entryLines({ about, parameters }: Listed): Text[] {
  const lines = parameters.map((parameter): Text => {
    const { default: given } = parameter;
    const value = given === null ? '' : `, default ${typeof given === 'string' ? given : flow(given)}`;
    return [strong(parameter.name), `  ${parameter.about} `, soft(`(${parameter.allowed}${value})`)];
  });
  return [about, ...lines];
}
