/**
 * Reading a spec: text -> located YAML -> (quick laid over) -> form -> cross-checks -> Spec. Nothing in a spec is
 * executed, unknown keys are errors, and every message says file, line and column.
 */
import { dirname, isAbsolute, join } from 'node:path';
import type { PlainParameters, Reference } from '../../components/contract.js';
import { InputError } from '../../errors.js';
import type { Claim, ClaimTest, MethodSpec, Spec } from '../contract.js';
import { checkSpec } from './checks.js';
import { complaintsOf, refusal } from './errors.js';
import type { Vocabulary } from './parameters.js';
import { specShape, type Written } from './schema.js';
import { parseSource, readSource, type Source } from './source.js';

export type { Vocabulary } from './parameters.js';

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
  const shape = specShape(vocabulary);
  const checked = (data: unknown, overlay?: string): Written => {
    const result = shape.safeParse(data, { jitless: true }); // parsed once: compiling costs more
    if (!result.success) throw refusal(complaintsOf(result.error.issues, data), file, overlay);
    const complaints = checkSpec(result.data, vocabulary);
    if (complaints.length > 0) throw refusal(complaints, file, overlay);
    return result.data;
  };
  const written = checked(file.data);
  const { quick } = written;
  if (quick === undefined) {
    if (options.quick === true) throw new InputError(`${path}: has no section quick, which --quick asks for`);
    return toSpec(written, path, vocabulary);
  }
  if (options.quick !== true) return toSpec(written, path, vocabulary);
  const { quick: _, ...whole } = file.data as Readonly<Record<string, unknown>>;
  const { name: renamed, quick: nested } = quick;
  if (renamed !== undefined || nested !== undefined) {
    const key = renamed === undefined ? 'quick' : 'name';
    throw new InputError(
      `${file.place(file.offset(['quick', key], 'key'))} quick: unknown key "${key}"; quick keeps it`,
    );
  }
  const small = checked(overlaid(whole, quick), 'quick');
  return toSpec({ ...small, name: `${small.name}-quick` }, path, vocabulary);
}

/** Whether a spec that can be read has a section `quick`. */
export function hasQuick(source: Pick<Source, 'path' | 'text'>): boolean {
  const { data } = parseSource(source);
  return isMapping(data) && data.quick !== undefined;
}

/** Mappings are laid over mappings key by key; anything else takes the place of what was there. */
function overlaid(under: unknown, over: unknown): unknown {
  if (!isMapping(under) || !isMapping(over)) return over;
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) merged[key] = key in under ? overlaid(under[key], value) : value;
  return merged;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toSpec({ quick: _, ...written }: Written, path: string, vocabulary: Vocabulary): Spec {
  const tasks = Object.entries(written.tasks).map(([name, task]) => [
    name,
    { ...task, data: besideSpec(task.data, dirname(path), vocabulary) },
  ]);
  return {
    ...written,
    tasks: Object.fromEntries(tasks),
    title: written.title === '' ? written.name : written.title,
    methods: Object.fromEntries(Object.entries(written.methods).map(([name, method]) => [name, toMethod(method)])),
    claims: written.claims.map((claim): Claim => ({ ...claim, tests: claim.tests.map(toTest) })),
  };
}

/** The data's paths, which stand relative to the spec, relative to the current folder. */
function besideSpec(data: Reference, folder: string, { datasets }: Vocabulary): Reference {
  const paths = Object.entries(datasets.get(data.name).parameters).flatMap(([key, { kind }]) =>
    kind === 'path' && typeof data[key] === 'string' && !isAbsolute(data[key]) ? [[key, join(folder, data[key])]] : [],
  );
  return { ...data, ...Object.fromEntries(paths) };
}

function toMethod({ about, learn, trials, tasks, expert, ...parameters }: Written['methods'][string]): MethodSpec {
  return {
    about,
    learn,
    trials,
    parameters: parameters as PlainParameters,
    ...(tasks === undefined ? {} : { tasks }),
    ...(expert === undefined ? {} : { expert }),
  };
}

function toTest({ method, methods, ...test }: Written['claims'][number]['tests'][number]): ClaimTest {
  return { ...test, methods: methods ?? [method!] };
}
