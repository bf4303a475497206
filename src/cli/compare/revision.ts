/** Results as they are in a git revision, read from git's objects: nothing is checked out and nothing is written. */
import { spawnSync } from 'node:child_process';
import { printable } from '../../documents/printable.js';
import { InputError, shown } from '../../errors.js';
import type { ResultFiles } from '../../results/results.js';

/** A revision and a folder in it. */
interface Place {
  /** As the user wrote it. */
  readonly given: string;
  readonly commit: string;
  /** From the repository's root, or, as git has it, from the current folder where it begins with `./`. */
  readonly path: string;
  /** The same for messages, such as `HEAD~1:results`. */
  readonly where: string;
}

/**
 * The results in a revision: of the folder itself where it has a trials.csv, else of each folder in it that has one.
 * @param given `REV` or `REV:path`; without a path it is `results` beneath the current folder.
 * @throws InputError where there is no such revision or folder, no repository, or no git.
 */
export function revisionRuns(given: string): ResultFiles[] {
  const place = placeOf(given);
  const listing = git(given, ['ls-tree', '-r', '-z', '--full-tree', `${place.commit}:${place.path}`]);
  if (listing.status !== 0) throw new InputError(`${place.where}: the revision has no such folder`);
  const blobs = new Map<string, Map<string, string>>();
  for (const entry of listing.stdout.split('\0')) {
    const [, blob, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? [];
    const [, folder = '', file] = /^(?:([^/]+)\/)?([^/]+)$/s.exec(path ?? '') ?? [];
    if (blob === undefined || file === undefined) continue;
    blobs.set(folder, (blobs.get(folder) ?? new Map<string, string>()).set(file, blob));
  }
  const whole = [...blobs].filter(([, files]) => files.has('trials.csv')).sort(([a], [b]) => (a < b ? -1 : 1));
  const own = whole.filter(([folder]) => folder === '');
  return (own.length > 0 ? own : whole).map(([folder, files]) => runFiles(place, folder, files));
}

function runFiles({ given, path, where }: Place, folder: string, files: ReadonlyMap<string, string>): ResultFiles {
  return {
    name: folder === '' ? (path.split('/').at(-1) ?? '') : folder,
    where: folder === '' ? where : `${where}/${printable(folder)}`,
    text(file) {
      const blob = files.get(file);
      if (blob === undefined) return null;
      const { status, stdout, stderr } = git(given, ['cat-file', 'blob', blob]);
      if (status !== 0) throw new InputError(`git cannot read ${where}/${file}: ${firstLine(stderr)}`);
      return stdout;
    },
  };
}

/** A revision never begins with `-`, which git would take for an option; what is passed on after this is a hash. */
function placeOf(given: string): Place {
  const [, revision = '', path] = /^([^:]*)(?::(.*))?$/s.exec(given) ?? [];
  const found =
    revision === '' || revision.startsWith('-')
      ? undefined
      : git(given, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  if (found?.status !== 0) throw new InputError(`${shown(given)} is neither a folder nor a git revision${why(given)}`);
  const inside = path ?? `${git(given, ['rev-parse', '--show-prefix']).stdout.trimEnd()}results`;
  const trimmed = inside.replace(/\/+$/, '');
  return { given, commit: found.stdout.trim(), path: trimmed, where: printable(`${revision}:${path ?? 'results'}`) };
}

function why(given: string): string {
  const { status, stderr } = git(given, ['rev-parse', '--git-dir']);
  return status === 0 ? '' : `: git says ${shown(firstLine(stderr))}`;
}

function firstLine(text: string): string {
  return printable(text.split('\n')[0] ?? '');
}

/** Runs git without a shell. */
function git(given: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { error, status, stdout, stderr } = spawnSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 29 });
  if (error === undefined) return { status, stdout, stderr };
  const absent = 'code' in error && error.code === 'ENOENT';
  const reason = absent ? 'git, which reads revisions, is not installed' : `git failed: ${error.message}`;
  throw new InputError(`${shown(given)} is no folder, and ${reason}`);
}
