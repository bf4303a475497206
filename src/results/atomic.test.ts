import { spawnSync } from 'node:child_process';
import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { InputError } from '../errors.js';
import { makeFolder, writeAllAtomically, writeAtomically } from './atomic.js';

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

describe('what a path leads to', () => {
  test('a link stays, and what it leads to is replaced, through several', () => {
    mkdirSync(join(folder, 'far'));
    writeFileSync(join(folder, 'far', 'page'), 'old');
    fs.symlinkSync('far/page', join(folder, 'near'));
    fs.symlinkSync('near', join(folder, 'link'));
    writeAtomically(join(folder, 'link'), 'new');
    expect([fs.readlinkSync(join(folder, 'link')), fs.readlinkSync(join(folder, 'near'))]).toEqual([
      'near',
      'far/page',
    ]);
    expect(readFileSync(join(folder, 'far', 'page'), 'utf8')).toBe('new');
    expect(readdirSync(join(folder, 'far'))).toEqual(['page']);
  });

  test('a link in a folder that is a link leads on from where that folder is', () => {
    mkdirSync(join(folder, 'far', 'deep'), { recursive: true });
    fs.symlinkSync('far/deep', join(folder, 'near'));
    fs.symlinkSync('../page', join(folder, 'near', 'link'));
    writeAtomically(join(folder, 'near', 'link'), 'new');
    expect(readFileSync(join(folder, 'far', 'page'), 'utf8')).toBe('new');
    expect(readdirSync(folder).sort()).toEqual(['far', 'near']);
  });

  test('a path that ends like a folder is refused, and no file made of that name', () => {
    expect(() => writeAtomically(`${join(folder, 'new')}/`, 'x')).toThrow('it is the path of a folder; name a file');
    expect(content()).toEqual({});
  });

  test('a link to nowhere makes what it names', () => {
    fs.symlinkSync('page', join(folder, 'link'));
    writeAtomically(join(folder, 'link'), 'new');
    expect(content()).toEqual({ link: 'new', page: 'new' });
    expect(fs.lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  });

  test.runIf(process.platform !== 'win32')('a device and a pipe stay, and are refused', () => {
    const pipe = join(folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    fs.symlinkSync('/dev/null', join(folder, 'link'));
    for (const path of ['/dev/null', join(folder, 'link'), pipe]) {
      expect(() => writeAtomically(path, 'x')).toThrow(new InputError(`cannot write ${path}: it is no regular file`));
    }
    expect(fs.statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(fs.statSync(pipe).isFIFO()).toBe(true);
  });

  test('a loop of links is said', () => {
    fs.symlinkSync('b', join(folder, 'a'));
    fs.symlinkSync('a', join(folder, 'b'));
    expect(() => writeAtomically(join(folder, 'a'), 'x')).toThrow('the path is a loop of links (ELOOP)');
  });
});

describe('makeFolder', () => {
  test('makes those above it, too, and leaves one that is there', () => {
    makeFolder(join(folder, 'a', 'b'));
    writeFileSync(join(folder, 'a', 'b', 'file'), '');
    makeFolder(join(folder, 'a', 'b'));
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['file']);
  });

  test.each([
    ['file', 'it is a file, not a folder'],
    ['file/deeper', 'part of the path is a file, not a folder'],
    ['/proc/none/deeper', 'the system makes no folder there'],
  ])('says why %s cannot be one', (name, reason) => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(resolve(folder, name))).toThrow(InputError);
    expect(() => makeFolder(resolve(folder, name))).toThrow(reason);
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

  test('a folder in the place of one of them leaves all as they were', () => {
    for (const name of ['a', 'c']) writeFileSync(join(folder, name), 'old');
    mkdirSync(join(folder, 'b'));
    const files = { a: 'new', b: 'new', c: 'new' };
    expect(() => writeAllAtomically(folder, files)).toThrow(`cannot write ${join(folder, 'b')}: a folder of that name`);
    rmSync(join(folder, 'b'), { recursive: true });
    expect(content()).toEqual({ a: 'old', c: 'old' });
  });

  test.each(['with hard links', 'without'])('a rename that fails in the middle undoes those before it, %s', (links) => {
    for (const name of ['a', 'gone', 'c']) writeFileSync(join(folder, name), 'old');
    const rename = fs.renameSync;
    vi.spyOn(fs, 'renameSync').mockImplementation((from, to) =>
      to === join(folder, 'c') && readFileSync(from, 'utf8') === 'new' ? failing('ENOSPC') : rename(from, to),
    );
    if (links === 'without') vi.spyOn(fs, 'linkSync').mockImplementation(() => failing('EPERM'));
    expect(() => writeAllAtomically(folder, { a: 'new', b: 'new', gone: null, c: 'new' })).toThrow(
      `cannot write ${join(folder, 'c')}: no space is left`,
    );
    expect(content()).toEqual({ a: 'old', gone: 'old', c: 'old' });
  });
});
