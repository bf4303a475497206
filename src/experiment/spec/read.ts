/**
 * Reading a spec: text -> located YAML -> (quick laid over) -> form -> cross-checks -> Spec. Nothing in a spec is
 * executed, unknown keys are errors, and every message says file, line and column.
 */
import { dirname, isAbsolute, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Complaint } from '../../components/complaints.js';
import type { Component, ParsedParameters, PlainParameters, Reference } from '../../components/contract.js';
import { isMapping } from '../../components/kinds.js';
import { type Reading, readTable } from '../../components/parameters.js';
import { InputError } from '../../errors.js';
import type { Claim, ClaimTest } from '../claim-contract.js';
import type { FigureSpec, MethodSpec, Spec, TaskSpec } from '../contract.js';
import { checkSpec } from './checks.js';
import { barsOf, findingOf, type WrittenBars } from './findings.js';
import { refusal } from './refusal.js';
import { columnOf, specTable, titleTable, type Vocabulary, type Written, type WrittenTest } from './schema.js';
import { parseSource, readSource, type Source } from './source.js';

export type { Vocabulary } from './schema.js';

export interface SpecOptions {
  /** Lay the spec's `quick` section over it; the name gets `-quick`. */
  readonly quick?: boolean;
}

/**
 * The spec in a file, and the text it was read from.
 * @throws InputError for a file that cannot be read and as `parseSpec`.
 */
export function readSpec(
  path: string,
  vocabulary: Vocabulary,
  options: SpecOptions = {},
): { spec: Spec; source: Source } {
  const source = readSource(path);
  return { spec: parseSpec(source.text, path, vocabulary, options), source };
}

/**
 * The spec that a text holds, defaults filled in. The `quick` section is looked at when it is asked for.
 * @param path the file's name for messages.
 * @throws InputError, a line for each thing wrong (the first ten), as `file:line:column what must be ...; got ...`.
 */
export function parseSpec(text: string, path: string, vocabulary: Vocabulary, options: SpecOptions = {}): Spec {
  const file = parseSource({ path, text });
  const table = specTable(vocabulary);
  const checked = (data: PlainParameters, overlay?: string): Written => {
    const complaints: Complaint[] = [];
    const complain = (complaint: Complaint) => void complaints.push(complaint);
    const written = readTable(table, data, [], { registries: vocabulary, complain }) as Written;
    if (complaints.length === 0) complaints.push(...checkSpec(written, table, vocabulary));
    if (complaints.length > 0) throw refusal(complaints, file, overlay);
    return written;
  };
  const written = checked(file.data);
  const { quick } = written;
  if (quick === undefined) {
    if (options.quick === true) throw new InputError(`${path}: has no section quick, which --quick asks for`);
    return toSpec(written, path, vocabulary);
  }
  if (options.quick !== true) return toSpec(written, path, vocabulary);
  const { quick: _, ...under } = file.data;
  const { name: renamed, quick: nested } = quick;
  if (renamed !== undefined || nested !== undefined) {
    const key = renamed === undefined ? 'quick' : 'name';
    throw new InputError(
      `${file.place(file.offset(['quick', key], 'key'))} quick: unknown key "${key}"; quick keeps it`,
    );
  }
  const small = checked(overlaid(under, quick), 'quick');
  const whole = toSpec(written, path, vocabulary);
  return { ...toSpec({ ...small, name: `${small.name}-quick` }, path, vocabulary), whole };
}

/** The keys that a list of specs shows, and those that may stand between them. */
const head = /^(?!(?:name|title|about|seed|timeout):)[A-Za-z]+:/m;

/**
 * The title of the spec in a file, from its head: the lines above its first key that holds more than one value. A whole
 * spec takes a hundred times as long to read, and a list has many; so what is wrong further down is not seen.
 * @throws InputError for a file or a head that cannot be read.
 */
export function readTitle(path: string): string {
  const { text } = readSource(path);
  const end = text.search(head);
  const whole = end < 0 || /^title:/m.test(text.slice(end));
  const file = parseSource({ path, text: whole ? text : text.slice(0, end) });
  const complaints: Complaint[] = [];
  const reading: Reading = { registries: {}, complain: (complaint) => void complaints.push(complaint) };
  const { name, title } = file.data;
  const values = readTable(titleTable, { name, title }, [], reading) as ParsedParameters<typeof titleTable>;
  if (complaints.length > 0) throw refusal(complaints, file);
  return values.title || values.name;
}

/** Whether a spec that can be read has a section `quick`. */
export function hasQuick(source: Pick<Source, 'path' | 'text'>): boolean {
  const { data } = parseSource(source);
  return data.quick !== undefined;
}

/** Mappings are laid over mappings key by key; anything else takes the place of what was there. */
function overlaid(under: PlainParameters, over: PlainParameters): PlainParameters {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = under[key];
    merged[key] = isMapping(below) && isMapping(value) ? overlaid(below, value) : value;
  }
  return merged;
}

function toSpec({ quick: _, ...written }: Written, path: string, vocabulary: Vocabulary): Spec {
  const tasks = Object.entries(written.tasks).map(([name, { shuffleLabels, ...task }]) => {
    const data = besideSpec(task.data, dirname(path), vocabulary);
    const control = shuffleLabels ? { shuffleLabels: true as const } : {};
    return [name, { ...task, data, ...control, ...measuredBy(task.metrics, vocabulary) }];
  });
  return {
    ...written,
    tasks: Object.fromEntries(tasks),
    title: written.title === '' ? written.name : written.title,
    methods: Object.fromEntries(Object.entries(written.methods).map(([name, method]) => [name, toMethod(method)])),
    claims: written.claims.map((claim): Claim => ({ ...claim, tests: claim.tests.map(toTest) })),
    figures: written.figures.map(toFigure),
  };
}

/** The columns of a task's metrics, and what is behind those that are not the metric of their name with its defaults. */
function measuredBy(given: readonly Reference[], vocabulary: Vocabulary): Pick<TaskSpec, 'metrics' | 'measures'> {
  const { metrics } = vocabulary;
  const special = given.flatMap((reference) => {
    const { as: _, ...metric } = reference;
    const column = columnOf(reference);
    const plain = metrics.all.find(({ name }) => name === column);
    const same = plain !== undefined && isDeepStrictEqual(metric, withDefaults(plain, vocabulary));
    return same ? [] : [[column, metric] as const];
  });
  const columns = given.map(columnOf);
  return special.length === 0 ? { metrics: columns } : { metrics: columns, measures: Object.fromEntries(special) };
}

/** The component by its name alone; without what has no default. */
function withDefaults({ name, parameters }: Component, registries: Vocabulary): Reference {
  return { name, ...readTable(parameters, {}, [], { registries, complain: () => undefined }) };
}

/** The data's paths, which stand relative to the spec, relative to the current folder. */
function besideSpec(data: Reference, folder: string, { datasets }: Vocabulary): Reference {
  const paths = Object.entries(datasets.get(data.name).parameters).flatMap(([key, { kind }]) =>
    kind === 'path' && typeof data[key] === 'string' && !isAbsolute(data[key]) ? [[key, join(folder, data[key])]] : [],
  );
  return { ...data, ...Object.fromEntries(paths) };
}

function toFigure({ finding, rests, short, bars, ...chart }: Reference): FigureSpec {
  if (typeof finding !== 'string') return { chart };
  return {
    chart,
    finding: {
      ...findingOf(finding, (rests ?? []) as readonly string[]),
      ...(short === undefined ? {} : { short: short as string }),
      ...(bars === undefined ? {} : { bars: barsOf(bars as unknown as WrittenBars) }),
    },
  };
}

function toMethod(method: Written['methods'][string]): MethodSpec {
  const { about, learn, trials, tasks, deterministic, expert, ...parameters } = method;
  return {
    about,
    learn,
    trials,
    parameters: parameters as PlainParameters,
    ...(tasks === undefined ? {} : { tasks }),
    ...(deterministic === undefined ? {} : { deterministic }),
    ...(expert === undefined ? {} : { expert }),
  };
}

function toTest({ method, methods, within, effect, ...test }: WrittenTest): ClaimTest {
  const pair = <T>(both: readonly T[]) => [both[0]!, both[1]!] as const;
  const contrasts = (of: NonNullable<WrittenTest['effect']>) =>
    Object.fromEntries(Object.entries(of).map(([name, levels]) => [name, pair(levels)]));
  return {
    ...test,
    ...(within === undefined ? {} : { within: pair(within) }),
    ...(effect === undefined ? {} : { effect: contrasts(effect) }),
    methods: methods ?? [method!],
  };
}
