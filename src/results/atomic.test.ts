import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InputError } from '../errors.js';
import { writeAllAtomically, writeAtomically } from './atomic.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'moe-atomic-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const content = () =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

function failing(code: string): never {
  throw Object.assign(new Error(`${code}: made up`), { code });
}

describe('writeAtomically', () => {
  test('makes and replaces a file and leaves nothing beside it', () => {
    writeAtomically(join(folder, 'a.csv'), 'old\n');
    writeAtomically(join(folder, 'a.csv'), 'nü\n');
    expect(content()).toEqual({ 'a.csv': 'nü\n' });
  });

  test.each([
    ['ENOSPC', 'writeFileSync', 'no space is left on the device'],
    ['EDQUOT', 'fsyncSync', 'the disk quota is used up'],
    ['EROFS', 'openSync', 'the file system is read-only'],
    ['EACCES', 'openSync', 'permission denied'],
    ['EPERM', 'renameSync', 'permission denied'],
  ] as const)('%s from %s leaves the old content, no temporary file, and a message', (code, call, reason) => {
    const path = join(folder, 'a.csv');
    writeAtomically(path, 'old\n');
    vi.spyOn(fs, call).mockImplementation(() => failing(code));
    expect(() => writeAtomically(path, 'new\n')).toThrow(new InputError(`cannot write ${path}: ${reason} (${code})`));
    expect(content()).toEqual({ 'a.csv': 'old\n' });
  });

  test('a missing folder, a file in the place of the folder, a folder in the place of the file are said', () => {
    writeAtomically(join(folder, 'file'), '');
    mkdirSync(join(folder, 'taken'));
    for (const [path, reason] of [
      [join(folder, 'none', 'a.csv'), 'the folder does not exist'],
      [join(folder, 'file', 'a.csv'), 'part of the path is a file, not a folder'],
      [join(folder, 'taken'), 'a folder of that name is in the way'],
    ] as const) {
      expect(() => writeAtomically(path, 'x')).toThrow(InputError);
      expect(() => writeAtomically(path, 'x')).toThrow(`cannot write ${path}: ${reason}`);
    }
    expect(readdirSync(folder).sort()).toEqual(['file', 'taken']);
  });

  test('an error that is not of the file system is passed on as it is', () => {
    const bug = new TypeError('a bug');
    vi.spyOn(fs, 'openSync').mockImplementation(() => {
      throw bug;
    });
    expect(() => writeAtomically(join(folder, 'a.csv'), '')).toThrow(bug);
  });

  test('a folder that cannot be flushed is no failure', () => {
    const open = fs.openSync;
    vi.spyOn(fs, 'openSync').mockImplementation((path, flags) =>
      flags === 'r' ? failing('EPERM') : open(path, flags),
    );
    writeAtomically(join(folder, 'a.csv'), 'new\n');
    expect(content()).toEqual({ 'a.csv': 'new\n' });
  });
});

describe('writeAllAtomically', () => {
  test('replaces, adds and removes together, and leaves other files alone', () => {
    for (const name of ['a', 'gone', 'other']) writeFileSync(join(folder, name), 'old');
    writeAllAtomically(folder, { a: 'new', b: 'new', gone: null, never: null });
    expect(content()).toEqual({ a: 'new', b: 'new', other: 'old' });
  });

  test('when the last file does not fit, all old files are as they were', () => {
    for (const name of ['a', 'b', 'gone']) writeFileSync(join(folder, name), 'old');
    const write = fs.writeFileSync;
    vi.spyOn(fs, 'writeFileSync').mockImplementation((file, text) =>
      text === 'too long' ? failing('ENOSPC') : write(file, text),
    );
    expect(() => writeAllAtomically(folder, { gone: null, a: 'new', b: 'too long' })).toThrow(
      `cannot write ${join(folder, 'b')}: no space is left`,
    );
    expect(content()).toEqual({ a: 'old', b: 'old', gone: 'old' });
  });
});
