/** What callers of the library give as options, looked at before anything is done with it. */
import { InputError, shown } from '../errors.js';
import type { FitHooks } from './contract.js';

/** What an option must be. */
export interface OptionKind {
  readonly must: string;
  is(value: unknown): boolean;
}

const isText = (value: unknown): boolean => typeof value === 'string';

export const text: OptionKind = { must: 'a text', is: isText };
export const number: OptionKind = { must: 'a finite number', is: Number.isFinite };
export const texts: OptionKind = {
  must: 'a list of texts',
  is: (value) => Array.isArray(value) && value.every(isText),
};
export const choice: OptionKind = {
  must: 'a name, or a mapping with a name and parameters',
  is: (value) =>
    isText(value) || (typeof value === 'object' && value !== null && 'name' in value && isText(value.name)),
};

export const hookKinds: Readonly<Record<keyof FitHooks, OptionKind>> = {
  progress: { must: 'a function', is: (value) => typeof value === 'function' },
  signal: {
    must: 'an AbortSignal',
    is: (value) => typeof value === 'object' && value !== null && 'throwIfAborted' in value,
  },
};

/** @throws InputError for options that are no mapping, one that is unknown, and one that is not of its kind. */
export function requireOptions(options: unknown, known: Readonly<Record<string, OptionKind>>): void {
  if (typeof options !== 'object' || options === null)
    throw new InputError(`options must be a mapping; got ${shown(options)}`);
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(known, key))
      throw new InputError(`options: unknown key ${shown(key)}; allowed: ${Object.keys(known).join(', ')}`);
    const { is, must } = known[key]!;
    if (value !== undefined && !is(value)) throw new InputError(`options.${key} must be ${must}; got ${shown(value)}`);
  }
}
