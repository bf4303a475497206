/** One run a folder: a lock file that names its process, taken over when that process is gone. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError, messageOf } from '../errors.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, where the system tells: a pid alone may have been given to another process since. */
  readonly began: string;
}

/**
 * Takes the folder's lock and returns what releases it.
 * @throws InputError when another living process holds it, or the folder cannot be written.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, '.lock');
  const self: Holder = { pid: process.pid, host: hostname(), began: began(process.pid) };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (create(path, JSON.stringify(self))) return () => rmSync(path, { force: true });
    const held = read(path);
    if (held !== undefined && alive(held.holder)) {
      const { pid, host } = held.holder;
      throw new InputError(
        `${folder} is in use by another run (process ${pid} on ${host}): wait for it, or write elsewhere with --out. ` +
          `If no such run exists, delete ${path}`,
      );
    }
    if (held !== undefined) removeStale(path, held.text);
  }
  throw new InputError(`${path} keeps changing hands: another run is starting in ${folder}; try again`);
}

/** Makes the lock with its whole text at once, by a hard link to a file that has it; false where there is one. */
function create(path: string, text: string): boolean {
  const whole = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(whole, text);
    linkSync(whole, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new InputError(`cannot write ${path}: ${messageOf(error)}`);
  } finally {
    rmSync(whole, { force: true });
  }
}

function read(path: string): { text: string; holder: Holder | null } | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    try {
      return { text, holder: JSON.parse(text) as Holder };
    } catch {
      return { text, holder: null };
    }
  } catch {
    return undefined;
  }
}

function alive(holder: Holder | null): holder is Holder {
  if (holder === null || typeof holder.pid !== 'number') return false;
  if (holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return holder.began === began(holder.pid);
}

/** Moves the dead run's lock aside before deleting it: of two runs that find it, only one moves that very file. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${process.pid}.stale.tmp`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== text) renameSync(aside, path);
    else rmSync(aside, { force: true });
  } catch {
    // Somebody else removed it first: the next attempt to create it decides.
  }
}

/** The start time of a process in clock ticks, from Linux's /proc; empty elsewhere. */
function began(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
