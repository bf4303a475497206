/** Writing files so that a crash, a full disk or Ctrl-C leaves the old ones or the new ones, never halves. */
import fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileProblem, InputError } from '../errors.js';

/**
 * Replaces one file: a temporary file beside it, fsync, rename, fsync of the folder where the system can. A link stays,
 * and the file that it leads to is replaced.
 * @throws InputError when the folder is missing or cannot be written, what is there is no regular file (a device, a
 *   pipe), or the disk is full; nothing is left behind then.
 */
export function writeAtomically(path: string, content: Content): void {
  requireFileName(path);
  writeAllAtomically(dirname(path), { [basename(path)]: content });
}

/**
 * The same for a file whose parts take time to come: nothing is there until the last of them.
 * @throws InputError as `writeAtomically`, and what the parts throw; nothing is left behind then.
 */
export async function writeAsTheyCome(path: string, parts: AsyncIterable<string>): Promise<void> {
  requireFileName(path);
  let temporary: string | undefined;
  try {
    const target = targetOf(path);
    temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    const file = fs.openSync(temporary, 'w');
    try {
      for await (const part of parts) fs.writeFileSync(file, part);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, target);
    flushFolder(dirname(target));
  } catch (error) {
    throw writeProblem(path, error);
  } finally {
    if (temporary !== undefined) removeQuietly(temporary);
  }
}

function requireFileName(path: string): void {
  if (/[\\/]$/.test(path)) throw new InputError(`cannot write ${path}: it is the path of a folder; name a file`);
}

/** What a file is to hold; what is too long for one text comes in parts. */
export type Content = string | Buffer | Iterable<string>;

/** A file on its way: what it is replaced by, complete on disk, and what it is put back from. */
interface Replacement {
  readonly path: string;
  /** Null where the file is to be removed. */
  readonly temporary: string | null;
  readonly backup: string;
}

/**
 * Replaces files of one folder together: they are written in the order given, each complete on disk beside the old one,
 * and then renamed from the last to the first, so that one which tells of the others is there before them. Where a rename
 * fails, those before it are undone. Only a crash amid the renames can mix the old set with
 * the new one. A null removes the file.
 * @throws InputError as `writeAtomically`; all files are then as they were, unless even undoing fails.
 */
export function writeAllAtomically(folder: string, files: Readonly<Record<string, Content | null>>): void {
  const replacements: Replacement[] = [];
  let at = folder;
  try {
    for (const [name, content] of Object.entries(files)) {
      at = join(folder, name);
      const path = targetOf(at);
      const beside = (what: string) => join(dirname(path), `.${basename(path)}.${what}${process.pid}.tmp`);
      const temporary = content === null ? null : beside('');
      replacements.push({ path, temporary, backup: beside('old.') });
      if (temporary !== null) writeThrough(temporary, content!);
    }
    replaceAll(replacements.toReversed(), (path) => {
      at = path;
    });
    for (const touched of new Set(replacements.map(({ path }) => dirname(path)))) flushFolder(touched);
  } catch (error) {
    throw writeProblem(at, error);
  } finally {
    for (const { temporary, backup } of replacements) {
      if (temporary !== null) removeQuietly(temporary);
      removeQuietly(backup);
    }
  }
}

function replaceAll(replacements: readonly Replacement[], onNext: (path: string) => void): void {
  const undo: (() => void)[] = [];
  try {
    for (const { path, temporary, backup } of replacements) {
      onNext(path);
      const kept = replacements.length > 1 && keep(path, backup);
      undo.push(() => (kept ? fs.renameSync(backup, path) : fs.rmSync(path, { force: true })));
      if (temporary === null) fs.rmSync(path, { force: true });
      else fs.renameSync(temporary, path);
    }
  } catch (error) {
    // A single file that could not be replaced is as it was.
    for (const step of replacements.length > 1 ? undo.reverse() : []) attempt(step);
    throw error;
  }
}

/** Keeps a second name of the file, or a copy where there are no hard links; false where there is no file. */
function keep(path: string, backup: string): boolean {
  try {
    fs.linkSync(path, backup);
  } catch {
    if (!fs.existsSync(path)) return false;
    fs.copyFileSync(path, backup);
  }
  return true;
}

/** The file that a path stands for, through links; it need not exist. @throws for what is there and is no regular file. */
function targetOf(path: string): string {
  const found = fs.statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  if (found !== undefined && !found.isFile()) throw new InputError(`cannot write ${path}: it is no regular file`);
  let target = path;
  while (fs.lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink())
    target = resolve(fs.realpathSync(dirname(target)), fs.readlinkSync(target));
  return target;
}

function writeThrough(path: string, content: Content): void {
  const file = fs.openSync(path, 'w');
  try {
    const parts = typeof content === 'string' || Buffer.isBuffer(content) ? [content] : content;
    for (const part of parts) fs.writeFileSync(file, part);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** Makes the renames themselves durable; not every system can open a folder (Windows) or flush one. */
function flushFolder(folder: string): void {
  attempt(() => {
    const handle = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  });
}

function removeQuietly(path: string): void {
  attempt(() => fs.rmSync(path, { force: true }));
}

/** What fails here is not the message to give. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // The files themselves are on disk, or what made the write fail is thrown.
  }
}

/**
 * Looks whether a file could be written there, so that long work need not come first.
 * @throws InputError as `writeAtomically`; nothing is written.
 */
export function requireWritable(path: string): void {
  requireFileName(path);
  try {
    const folder = dirname(targetOf(path));
    if (!fs.statSync(folder).isDirectory()) throw Object.assign(new Error('no folder'), { code: 'ENOTDIR' });
    fs.accessSync(folder, fs.constants.W_OK);
  } catch (error) {
    throw writeProblem(path, error);
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
