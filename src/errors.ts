import { distance } from 'fastest-levenshtein';

/**
 * What the user gave cannot be used: a spec, a flag, a data file, a folder. The message says where, what, what is
 * allowed and what was got; the command line prints it alone, without a stack, and exits with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The known name nearest to a mistyped one as ` (did you mean "lap"?)`; empty when nothing is near. */
export function didYouMean(got: string, known: readonly string[]): string {
  const ranked = known.map((name) => ({ name, off: edits(got, name) })).sort((a, b) => a.off - b.off);
  const [best] = ranked;
  if (best === undefined || got === '') return '';
  const near =
    best.off <= Math.max(1, Math.floor(best.name.length / 3)) && best.off < Math.max(got.length, best.name.length);
  return near ? ` (did you mean "${best.name}"?)` : '';
}

/** Levenshtein's distance; letters in another order count less than a letter too many, for so fingers slip. */
function edits(got: string, name: string): number {
  const [a, b] = [got.toLowerCase(), name.toLowerCase()];
  const swapped = a !== b && [...a].sort().join('') === [...b].sort().join('');
  return swapped ? Math.min(0.5, distance(a, b)) : distance(a, b);
}

/** How a value the user gave is shown in a message: text in quotes, cut where it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : asJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A bigint, or what refers to itself or is nested too deep.
    return typeof value === 'object' ? 'what JSON cannot hold' : String(value);
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than the system allows',
  EIO: 'the device failed to read or write',
  EXDEV: 'it lies on another file system than what it would replace',
  EBUSY: 'the system holds it for something else',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENXIO: 'there is no such device',
  ENODEV: 'there is no such device',
  EINVAL: 'the system does not allow it there',
  ESTALE: 'the file went away from the server that held it',
  ENOTDIR: 'part of the path is a file, not a folder',
  ENOENT: 'the folder does not exist',
  EISDIR: 'a folder of that name is in the way',
  ENOTEMPTY: 'a folder of that name is in the way',
  EEXIST: 'a folder of that name is in the way',
  ERR_FS_EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'the path is a loop of links',
};

/**
 * What the system refused as an InputError, `cannot write out/x: no space is left on the device (ENOSPC)`; what is not
 * about files is given back as it is.
 * @param path what was to be written or read; as the system names it when absent.
 */
export function fileProblem(error: unknown, doing?: 'read' | 'write', path?: string): unknown {
  const { code = '', syscall = '', path: named } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (syscall === 'uv_cwd')
    return new InputError('the current folder was deleted: change to another one', { cause: error });
  const where = path ?? named;
  if (where === undefined || !Object.hasOwn(reasons, code)) return error;
  const missing = code === 'ENOENT' && doing !== 'write';
  const reason = missing ? 'there is none' : reasons[code];
  return new InputError(`cannot ${doing ?? 'use'} ${where}: ${reason} (${code})`, { cause: error });
}
