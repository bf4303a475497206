/** From what zod found wrong to messages with places: where, what, allowed, got. */
import type * as z from 'zod';
import { didYouMean, InputError, shown } from '../../errors.js';
import type { Located, Path } from './source.js';

/** One thing wrong with a spec. */
export interface Complaint {
  /** The key or value that the message points at; where it is missing, the nearest key above it. */
  readonly at: Path;
  readonly of: 'key' | 'value';
  /** What the message names first; nothing for the top of the spec. */
  readonly subject: Path;
  readonly message: string;
  /** A name that is none of the known ones; the nearest follows the message, where the message is shown. */
  readonly near?: { readonly got: string; readonly known: readonly string[] };
  /** What follows that. */
  readonly rest?: string;
}

const maxShown = 10;

/** A complaint about a value: "<path> must be ...". */
export function about(path: Path, message: string): Complaint {
  return { at: path, of: 'value', subject: path, message: ` ${message}` };
}

/** A complaint about a value that is none of the known names. */
export function unknownName(path: Path, got: unknown, known: readonly string[]): Complaint {
  return { ...about(path, `must be one of ${known.join(', ')}; got ${shown(got)}`), ...nearest(got, known) };
}

function nearest(got: unknown, known: readonly string[]): Pick<Complaint, 'near'> {
  return typeof got === 'string' ? { near: { got, known } } : {};
}

/** zod's issues about `data` as complaints. */
export function complaintsOf(issues: readonly z.core.$ZodIssue[], data: unknown, above: Path = []): Complaint[] {
  return issues.flatMap((issue): Complaint[] => {
    const path = [...above, ...(issue.path as Path)];
    const got = valueAt(data, path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return unknownKeys(path, issue.keys, issue.message);
      case 'invalid_key':
        return [
          {
            at: path,
            of: 'key',
            subject: path.slice(0, -1),
            message: `: key ${shown(path.at(-1))} ${issue.issues[0]?.message}`,
          },
        ];
      case 'invalid_union':
        // A reference: its text is judged by the first schema, its mapping by the second.
        if (issue.errors.length > 0 && !issue.message.startsWith('must')) {
          return complaintsOf(issue.errors[typeof got === 'object' ? 1 : 0] ?? [], data, path);
        }
        return [valueComplaint(path, got, issue.message, 'options' in issue ? issue.options : undefined)];
      case 'invalid_value':
        return [valueComplaint(path, got, issue.message, issue.values)];
      default:
        return [valueComplaint(path, got, issue.message)];
    }
  });
}

function unknownKeys(path: Path, keys: readonly string[], allowed: string): Complaint[] {
  const known = allowed.split(', ');
  return keys.map((key) => ({
    at: [...path, key],
    of: 'key',
    subject: path,
    message: `: unknown key ${shown(key)}`,
    near: { got: key, known },
    rest: `; allowed: ${allowed}`,
  }));
}

function valueComplaint(path: Path, got: unknown, message: string, known: unknown = []): Complaint {
  if (got === undefined) return about(path, `is missing; it ${message}`);
  return { ...about(path, `${message}; got ${shown(got)}`), ...nearest(got, (known as unknown[]).map(String)) };
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    data,
  );
}

/** `claims[0].tests[1].metric` */
function written(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i > 0 ? '.' : ''}${step}`)).join('');
}

/**
 * The complaints as one error, a line each in the order of the file, the first ten.
 * @param overlay key of the section laid over the spec when `data` was made, such as `quick`: places and paths are
 * looked for there first.
 */
export function refusal(complaints: readonly Complaint[], file: Located, overlay?: string): InputError {
  const found = complaints.map((complaint) => {
    const { at, of, subject, message, rest = '' } = complaint;
    const over = overlay !== undefined && isOverlaid(file, at, overlay) ? [overlay] : [];
    const offset = file.offset([...over, ...at], of);
    const name = written([...over, ...subject]);
    const line = `${file.place(offset)} ${name === '' ? message.replace(/^:? /, '') : name + message}`;
    return { offset, line, complaint, key: line + rest };
  });
  found.sort((a, b) => a.offset - b.offset);
  const inOrder = [...new Map(found.map((one) => [one.key, one])).values()];
  const lines = inOrder.slice(0, maxShown).map(({ line, complaint: { near, rest = '' } }) => {
    return line + (near === undefined ? '' : didYouMean(near.got, near.known)) + rest;
  });
  const more = inOrder.length > maxShown ? [`... and ${inOrder.length - maxShown} more`] : [];
  return new InputError([...lines, ...more].join('\n'));
}

function isOverlaid(file: Located, path: Path, overlay: string): boolean {
  const depth = file.depth([overlay, ...path]) - 1;
  return depth === path.length || depth > file.depth(path);
}
