/** Reading flags: what they must be, said in one sentence when they are not. */
import { Argument, type Command, Option } from 'commander';
import { didYouMean, InputError, shown } from '../errors.js';
import { maxShards, type Shard } from '../runner/shards/shard.js';

/** Options that every command has. */
export interface GlobalOptions {
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

/** Of commands that may meet components from outside. */
export interface UseOptions {
  readonly use?: readonly string[];
}

/** `--use`, which names files of code: nothing else does. */
export function useOption(): Option {
  const about = 'a JavaScript file or a package with components of your own (repeatable); its code is run';
  return new Option('--use <file>', about).argParser((file, before: readonly string[] = []) => [...before, file]);
}

/** What says which trials a grid has; `gridWords` writes the flags again. */
export interface GridOptions extends UseOptions {
  readonly seed?: number;
  readonly trials?: number;
  readonly filter?: Readonly<Record<string, readonly string[]>>;
  readonly quick?: boolean;
  /** Limit for one trial, seconds. */
  readonly timeout?: number;
  readonly out: string;
}

/** Adds the flags of `GridOptions`. */
export function withGridOptions(command: Command): Command {
  return command
    .option('--seed <n>', "instead of the spec's seed", wholeNumber('--seed', 0, 2 ** 32 - 1))
    .option('--trials <n>', "trials per cell, instead of the spec's", wholeNumber('--trials', 1, 1_000_000))
    .option('--filter <key=value,...>', 'only cells with this task, method or swept value (repeatable)', filterOption)
    .option('--quick', "the spec's quick section: minutes become seconds; results go to <name>-quick")
    .option('--timeout <time>', "limit for one trial, such as 30s, instead of the spec's", duration('--timeout'))
    .option('--out <dir>', 'folder for results', place('--out'), 'results')
    .addOption(useOption());
}

/** The same flags as words of another command. */
export function gridWords({ seed, trials, filter = {}, quick, timeout, out, use = [] }: GridOptions): string[] {
  return [
    ...(quick ? ['--quick'] : []),
    ...(seed === undefined ? [] : ['--seed', String(seed)]),
    ...(trials === undefined ? [] : ['--trials', String(trials)]),
    ...Object.entries(filter).flatMap(([key, values]) => ['--filter', `${key}=${values.join(',')}`]),
    ...(timeout === undefined ? [] : ['--timeout', `${timeout}s`]),
    ...use.flatMap((file) => ['--use', file]),
    ...(out === 'results' ? [] : ['--out', out]),
  ];
}

/** Of commands that talk to a queue. */
export interface QueueFlags {
  /** A URL, or `true` where the environment has it. */
  readonly queue?: string | true;
  /** A file with certificates. */
  readonly ca?: string;
}

/** Adds the flags of `QueueFlags`. */
export function withQueueFlags(command: Command, about: string): Command {
  return command
    .option('--queue [url]', `${about}; without a value the URL is that of MOE_QUEUE or MOE_QUEUE_FILE`)
    .option(
      '--ca <file>',
      'certificates (PEM) of the authority of a rediss:// queue; also MOE_QUEUE_CA',
      place('--ca'),
    );
}

/**
 * An option whose words help and completion list. `read` checks them, so that a wrong one is told of as everywhere.
 */
export function chosenOption<T>(
  flags: string,
  about: string,
  words: readonly string[],
  read: (text: string) => T,
  initial?: T,
): Option {
  const option = new Option(flags, about).argParser(read);
  option.default(initial, Array.isArray(initial) ? initial.join(',') : undefined);
  option.argChoices = [...words];
  return option;
}

/** An argument whose words help and completion list; the command checks them. */
export function chosenArgument(name: string, about: string, words: readonly string[]): Argument {
  const argument = new Argument(name, about);
  argument.argChoices = [...words];
  return argument;
}

/** A path to a file or a folder. */
export function place(flag: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw new InputError(`${flag} must be a path; got ${shown(text)}`);
  };
}

export function wholeNumber(flag: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    throw new InputError(`${flag} must be a whole number from ${min} to ${max}; got ${shown(text)}`);
  };
}

/** `--shard`, a part such as `3/8`, from 1. @param about what it is a part of. */
export function shardOption(about: string): Option {
  return new Option('--shard <i/n>', about).conflicts('queue').argParser((text): Shard => {
    const [index = 0, of = 0] = (/^(\d{1,7})\/(\d{1,7})$/.exec(text) ?? []).slice(1).map(Number);
    if (index >= 1 && index <= of && of <= maxShards) return { index, of };
    const numbers = `whole numbers with 1 <= i <= n <= ${maxShards}`;
    throw new InputError(`--shard must be i/n, ${numbers}, such as 3/8; got ${shown(text)}`);
  });
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** A duration such as `500ms`, `30s`, `2m`, in seconds; a bare number is seconds. */
export function duration(flag: string): (text: string) => number {
  return (text) => {
    const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
    const seconds = Number(number) * (units[unit] ?? Number.NaN);
    if (seconds > 0 && seconds <= 7 * 24 * 3600) return seconds;
    throw new InputError(`${flag} must be a time above 0 such as 500ms, 30s, 2m or 1h; got ${shown(text)}`);
  };
}

const bytes: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, MiB: 2 ** 20, GiB: 2 ** 30 };

/** A process that has loaded what computes trials takes about a hundred MiB. */
const leastMemory = 2 ** 28;

/** An amount of memory such as `512MiB` or `2GiB`, in bytes. */
export function memorySize(flag: string): (text: string) => number {
  return (text) => {
    const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?(MB|GB|MiB|GiB)$/.exec(text) ?? [];
    const size = Math.floor(Number(number) * (bytes[unit] ?? Number.NaN));
    if (size >= leastMemory && size <= Number.MAX_SAFE_INTEGER) return size;
    throw new InputError(`${flag} must be an amount of memory from 256MiB such as 512MiB or 2GiB; got ${shown(text)}`);
  };
}

/** `--memory`, of commands that compute trials. */
export function memoryOption(): Option {
  const about = 'memory that a trial may take, such as 2GiB (default: its share of the machine)';
  return new Option('--memory <size>', about).argParser(memorySize('--memory'));
}

/** Collects `key=a,b`, repeatable: values of one key add up. */
export function filterOption(text: string, before: Record<string, string[]> = {}): Record<string, string[]> {
  const at = text.indexOf('=');
  const values = text
    .slice(at + 1)
    .split(',')
    .map((value) => value.trim());
  if (at < 1 || values.includes('')) {
    throw new InputError(`--filter must be key=value[,value...], such as method=lap,lp; got ${shown(text)}`);
  }
  const key = text.slice(0, at).trim();
  return { ...before, [key]: [...(Object.hasOwn(before, key) ? before[key]! : []), ...values] };
}

/** Comma-separated words, each once. */
export function listOf(text: string): string[] {
  return [...new Set(text.split(',').map((value) => value.trim()))];
}

/** Collects `key=value,...`, repeatable: one value of each key. */
export function placeOption(flag: string) {
  return (text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
    const pairs = text.split(',').map((pair): [string, string] => {
      const at = pair.indexOf('=');
      const [key, value] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
      if (at < 1 || key === '' || value === '') {
        throw new InputError(`${flag} must be name=value[,name=value...], such as k=5; got ${shown(text)}`);
      }
      return [key, value];
    });
    const twice = pairs.find(([key], i) => Object.hasOwn(before, key) || pairs.findIndex(([name]) => name === key) < i);
    if (twice !== undefined) throw new InputError(`${flag} must name ${shown(twice[0])} once`);
    return { ...before, ...Object.fromEntries(pairs) };
  };
}

/** Comma-separated choices, such as `svg,png`. */
export function choices(flag: string, allowed: readonly string[]): (text: string) => string[] {
  return (text) => {
    const values = listOf(text);
    const wrong = values.find((value) => !allowed.includes(value));
    if (wrong === undefined) return values;
    throw new InputError(
      `${flag} must be one or more of ${allowed.join(', ')}; got ${shown(wrong)}${didYouMean(wrong, allowed)}`,
    );
  };
}

/** One of some names. */
export function choice(flag: string, allowed: readonly string[]): (text: string) => string {
  return (text) => {
    if (allowed.includes(text)) return text;
    throw new InputError(
      `${flag} must be one of ${allowed.join(', ')}; got ${shown(text)}${didYouMean(text, allowed)}`,
    );
  };
}

/** A number above 0 and below 1. */
export function share(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value > 0 && value < 1) return value;
    throw new InputError(`${flag} must be a number above 0 and below 1; got ${shown(text)}`);
  };
}

/**
 * Adds a command to the program: its arguments, flags and help. What it does stands in a file of its own and is loaded
 * when the command is called, so that `moe --help` does not load what it does not need.
 */
export type AddCommand = (program: Command) => void;

/** The options of a command and of the program, with what the environment says of colours. */
export function optionsOf<O>(command: Command): O & GlobalOptions {
  const { color, ...given } = command.optsWithGlobals<O & GlobalOptions>();
  return { ...given, color: color && process.env.NO_COLOR === undefined } as O & GlobalOptions;
}
