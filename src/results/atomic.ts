/** Writing files so that a crash, a full disk or Ctrl-C leaves the old ones or the new ones, never halves. */
import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileProblem, InputError } from '../errors.js';

/**
 * Replaces one file: a temporary file beside it, fsync, rename, fsync of the folder where the system can.
 * @throws InputError when the folder is missing or cannot be written, or the disk is full; nothing is left behind then.
 */
export function writeAtomically(path: string, content: string | Buffer): void {
  writeAllAtomically(dirname(path), { [basename(path)]: content });
}

/**
 * Replaces files of one folder together: every temporary file is complete on disk before the first rename, so only a
 * crash amid the renames can mix the old set with the new one. A null removes the file.
 * @throws InputError as `writeAtomically`.
 */
export function writeAllAtomically(folder: string, files: Readonly<Record<string, string | Buffer | null>>): void {
  const temporary = new Map<string, string>();
  let at = folder;
  try {
    for (const [name, content] of Object.entries(files)) {
      at = join(folder, name);
      if (content === null) continue;
      const beside = join(folder, `.${name}.${process.pid}.tmp`);
      temporary.set(name, beside);
      writeThrough(beside, content);
    }
    for (const [name, content] of Object.entries(files)) {
      at = join(folder, name);
      if (content === null) fs.rmSync(at, { force: true });
      else fs.renameSync(temporary.get(name)!, at);
      temporary.delete(name);
    }
    flushFolder(folder);
  } catch (error) {
    for (const left of temporary.values()) removeQuietly(left);
    throw writeProblem(at, error);
  }
}

function writeThrough(path: string, content: string | Buffer): void {
  const file = fs.openSync(path, 'w');
  try {
    fs.writeFileSync(file, content);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** Makes the renames themselves durable; not every system can open a folder (Windows) or flush one. */
function flushFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = fs.openSync(folder, 'r');
    fs.fsyncSync(handle);
  } catch {
    // The files themselves are on disk.
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

function removeQuietly(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // What made the write fail is the message to give.
  }
}

/** A failed write as an InputError that says where and why; what is not about the file system is given back as it is. */
export function writeProblem(path: string, error: unknown): unknown {
  return fileProblem(error, 'write', path);
}

/**
 * Makes a folder and those above it, one level at a time: `recursive` never returns for a folder below /proc (Node 20).
 * @throws InputError where it cannot be made, or a file is in its place.
 */
export function makeFolder(folder: string): void {
  try {
    makeLevel(folder);
  } catch (error) {
    throw writeProblem(folder, error);
  }
}

function makeLevel(folder: string): void {
  const stat = fs.statSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return;
  if (stat !== undefined) throw new InputError(`cannot write into ${folder}: it is a file, not a folder`);
  if (dirname(folder) !== folder) makeLevel(dirname(folder));
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    // The folder above is there: the system makes none in it, as below /proc.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new InputError(`cannot write ${folder}: the system makes no folder there (ENOENT)`, { cause: error });
  }
}
