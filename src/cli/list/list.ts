/** `moe list`: what a spec can name, made from the registries. */
import type { Component, Registry } from '../../components/contract.js';
import { allowed, defaultOf } from '../../components/kinds.js';
import { type Block, heading, soft, strong, type Text } from '../../documents/contract.js';
import { didYouMean, InputError, messageOf, shown } from '../../errors.js';
import { readTitle } from '../../experiment/spec/read.js';
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
  else
    print(
      listed.flatMap(([name, entries]): Block[] => [
        heading(1, name),
        { kind: 'facts', entries: entries.map((entry) => [strong(entry.name), entryLines(entry)]) },
      ]),
      options,
    );
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

/** What it is, and under it each of its parameters, with what it may be. */
function entryLines({ about, parameters }: Listed): Text[] {
  const lines = parameters.map((parameter): Text => {
    const { default: given } = parameter;
    const value = given === null ? '' : `, default ${typeof given === 'string' ? given : JSON.stringify(given)}`;
    return [strong(parameter.name), `  ${parameter.about} `, soft(`(${parameter.allowed}${value})`)];
  });
  return [about, ...lines];
}
