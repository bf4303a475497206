import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './lock.js';

describe('the lock of a results folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is refused to a second taker and free again after release', () => {
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(/in use by another run \(process \d+ on/);
    release();
    lockFolder(folder)();
    expect(existsSync(join(folder, '.lock'))).toBe(false);
  });

  it('is taken over from a process that is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    writeFileSync(join(folder, '.lock'), JSON.stringify({ pid, host: hostname(), began: '1' }));
    const release = lockFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    release();
  });

  it.runIf(process.platform === 'linux')('is taken over from a process whose id another process has since', () => {
    writeFileSync(join(folder, '.lock'), JSON.stringify({ pid: process.pid, host: hostname(), began: 'earlier' }));
    const release = lockFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, '.lock'), 'utf8')).began).not.toBe('earlier');
    release();
  });

  it('is taken over when it was cut short', () => {
    writeFileSync(join(folder, '.lock'), '');
    const release = lockFolder(folder);
    expect(JSON.parse(readFileSync(join(folder, '.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
    release();
  });

  it('is not taken over from another machine, whose processes cannot be seen', () => {
    writeFileSync(join(folder, '.lock'), JSON.stringify({ pid: 1, host: 'elsewhere', began: '1' }));
    expect(() => lockFolder(folder)).toThrow(/on elsewhere.*delete .*\.lock/);
  });
});
