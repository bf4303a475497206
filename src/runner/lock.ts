/** One run a folder, and one a shard: a lock file that names its process, taken over when that process is gone. */
import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError, messageOf } from '../errors.js';
import { sha256 } from '../tables/file.js';
import { lockOf, type Workplace } from './workplace.js';

/** A process, as others can find out whether it lives. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The machine (a digest of its id), its boot, and the space of process ids; empty where the system does not tell. */
  readonly machine: string;
  readonly boot: string;
  readonly space: string;
  /** When the process began, where the system tells: a pid alone may have been given to another process since. */
  readonly began: string;
}

/**
 * Takes the lock of the folder, or of one shard in it, and returns what releases it.
 * @throws InputError when another living process holds it, or the folder cannot be written.
 */
export function lockFolder(folder: string, name: Workplace['name'] = ''): () => void {
  const path = lockOf({ folder, name });
  const place = name === '' ? folder : join(folder, name);
  const self = ourselves();
  for (let attempt = 0; attempt < 5; attempt++) {
    if (create(path, JSON.stringify(self))) return () => removeLock(path);
    const held = read(path);
    if (held === undefined) continue;
    const state = stateOf(held.holder, self);
    if (state === 'gone') removeStale(path, held.text);
    else
      throw new InputError(
        `${place} is in use by ${described(held.holder!, state)}. If no such run exists, delete ${path}`,
      );
  }
  throw new InputError(`${path} keeps changing hands: another run is starting in ${place}; try again`);
}

/** One that cannot be removed, as where the folder has turned read-only, is stale as soon as this process is gone. */
function removeLock(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // What made it so is told by whoever could not write.
  }
}

function described({ pid, host }: Holder, state: 'alive' | 'unseen'): string {
  const where = state === 'alive' ? host : `${host}, seen from another machine or container`;
  return `another run (process ${pid} on ${where}): wait for it, or write elsewhere with --out`;
}

/** Makes the lock with its whole text at once; false where there is one. */
function create(path: string, text: string): boolean {
  const whole = `${path}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(whole, text);
    return link(whole, path) ?? createAlone(path, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new InputError(`cannot write ${path}: ${messageOf(error)}`);
  } finally {
    fs.rmSync(whole, { force: true });
  }
}

/** Undefined on a file system without hard links, such as vfat. */
function link(from: string, to: string): true | undefined {
  try {
    fs.linkSync(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(code)) return undefined;
    throw error;
  }
}

/** Another run may see the lock before its text and take it for a stale one: it is ours if it still is afterwards. */
function createAlone(path: string, text: string): boolean {
  fs.writeFileSync(path, text, { flag: 'wx' });
  return read(path)?.text === text;
}

/**
 * The text of the lock; undefined where there is none any more.
 * @throws InputError for what no run has made: to read a pipe is to wait for its other end.
 */
function read(path: string): { text: string; holder: Holder | null } | undefined {
  let text: string;
  try {
    if (!fs.lstatSync(path).isFile())
      throw new InputError(`${path} is no regular file, so no lock of a run: move it away`);
    text = fs.readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error instanceof InputError ? error : new InputError(`cannot read ${path}: ${messageOf(error)}`);
  }
  try {
    return { text, holder: JSON.parse(text) as Holder };
  } catch {
    return { text, holder: null };
  }
}

/**
 * A process of another machine or container cannot be seen, so it may be alive; one of an earlier boot of this machine
 * is gone. Locks of moe before 0.3 know of the host alone.
 */
export function stateOf(holder: Holder | null, self: Holder): 'alive' | 'gone' | 'unseen' {
  if (!Number.isSafeInteger(holder?.pid) || holder!.pid <= 0) return 'gone';
  const { pid, host, machine, boot, space } = { ...self, ...holder };
  if (host !== self.host || machine !== self.machine || space !== self.space) return 'unseen';
  if (boot !== self.boot) return machine === '' ? 'unseen' : 'gone';
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'gone';
  }
  const now = processStat(pid);
  return now.dead || now.began !== holder!.began ? 'gone' : 'alive';
}

/** Moves the dead run's lock aside before deleting it: of two runs that find it, only one moves that very file. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${process.pid}.stale.tmp`;
  try {
    fs.renameSync(path, aside);
    if (fs.readFileSync(aside, 'utf8') !== text) fs.renameSync(aside, path);
    else fs.rmSync(aside, { force: true });
  } catch {
    // Somebody else removed it first: the next attempt to create it decides.
  }
}

/** This process. */
export function ourselves(): Holder {
  const id = told(() => fs.readFileSync('/etc/machine-id', 'utf8').trim());
  return {
    pid: process.pid,
    host: hostname(),
    machine: id === '' ? '' : sha256(`moe ${id}`).slice(0, 16),
    boot: told(() => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    space: told(() => fs.readlinkSync('/proc/self/ns/pid')),
    began: processStat(process.pid).began,
  };
}

/** From Linux's /proc: the start time in clock ticks, empty elsewhere; and whether it has ended and waits to be reaped. */
function processStat(pid: number): { readonly began: string; readonly dead: boolean } {
  const stat = told(() => fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { began: fields[19] ?? '', dead: ['Z', 'X'].includes(fields[0]!) };
}

/** What the system tells of itself; empty where it does not. */
function told(ask: () => string): string {
  try {
    return ask();
  } catch {
    return '';
  }
}
