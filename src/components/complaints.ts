/** What is wrong with values that somebody gave: where, what is allowed, what was got, what may have been meant. */
import { didYouMean, shown } from '../errors.js';

/** Keys and indices from the top of a document down to a value. */
export type Path = readonly (string | number)[];

/** One thing wrong. */
export interface Complaint {
  /** The key or value that the message points at; where it is missing, the nearest key above it. */
  readonly at: Path;
  readonly of: 'key' | 'value';
  /** What the message names first; nothing for the top of a document. */
  readonly subject: Path;
  readonly message: string;
  /** A name that is none of the known ones; the nearest follows the message, where the message is shown. */
  readonly near?: { readonly got: string; readonly known: readonly string[] };
  /** What follows that. */
  readonly rest?: string;
}

/** A complaint about a value: "<path> must be ...". */
export function about(path: Path, message: string): Complaint {
  return { at: path, of: 'value', subject: path, message: ` ${message}` };
}

/** A complaint about a value that is not what it must be; `known` are the names that it may have been meant for. */
export function wrongValue(path: Path, got: unknown, must: string, known: readonly string[] = []): Complaint {
  if (got === undefined) return about(path, `is missing; it must be ${must}`);
  const near = typeof got === 'string' && known.length > 0 ? { near: { got, known } } : {};
  return { ...about(path, `must be ${must}; got ${shown(got)}`), ...near };
}

/** A complaint about a value that is none of the known names. */
export function unknownName(path: Path, got: unknown, known: readonly string[]): Complaint {
  return wrongValue(path, got, `one of ${known.join(', ')}`, known);
}

/** A complaint where the name is none of the known. */
export function checkName(known: readonly string[], name: unknown, path: Path): Complaint[] {
  return (known as readonly unknown[]).includes(name) ? [] : [unknownName(path, name, known)];
}

/** A complaint about a key of the mapping at the path that is none of the known ones. */
export function unknownKey(path: Path, key: string, known: readonly string[]): Complaint {
  const allowed = known.length > 0 ? `; allowed: ${known.join(', ')}` : '; it takes none';
  const message = `: unknown key ${shown(key)}`;
  return { at: [...path, key], of: 'key', subject: path, message, near: { got: key, known }, rest: allowed };
}

/** A complaint about a key of the mapping at the path that is not what keys must be. */
export function wrongKey(path: Path, key: string, must: string): Complaint {
  return { at: [...path, key], of: 'key', subject: path, message: `: key ${shown(key)} must be ${must}` };
}

/** `claims[0].tests[1].metric` */
export function written(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`)).join('');
}

/** The complaint as a sentence, without its place; `subject` in the place of its own. Looks for what may have been meant. */
export function sentence({ subject, message, near, rest = '' }: Complaint, above: Path = []): string {
  const name = written([...above, ...subject]);
  const said = name === '' ? message.replace(/^:? /, '') : name + message;
  return said + (near === undefined ? '' : didYouMean(near.got, near.known)) + rest;
}
