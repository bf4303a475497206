import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../errors.js';
import { lockFolder } from './lock.js';

describe('the lock of a results folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-'));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  /** The lock as this process writes it, changed. */
  function writeLock(changed: object): void {
    const release = lockFolder(folder);
    const own = JSON.parse(readFileSync(join(folder, '.lock'), 'utf8')) as object;
    release();
    writeFileSync(join(folder, '.lock'), JSON.stringify({ ...own, ...changed }));
  }

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

  it.runIf(process.platform === 'linux')('is not taken over from a container of the same host name', () => {
    writeLock({ pid: 2 ** 22 + 1, space: 'pid:[1]' });
    expect(() => lockFolder(folder)).toThrow(/seen from another machine or container.*delete .*\.lock/);
  });

  it('is not taken over from another machine of the same host name', () => {
    writeLock({ pid: 2 ** 22 + 1, machine: '0123456789abcdef', boot: 'other' });
    expect(() => lockFolder(folder)).toThrow(InputError);
  });

  it.runIf(existsSync('/etc/machine-id') && readFileSync('/etc/machine-id', 'utf8').trim() !== '')(
    'is taken over from a run before this machine was started again',
    () => {
      writeLock({ boot: 'earlier' });
      expect(() => lockFolder(folder)()).not.toThrow();
    },
  );

  it.runIf(process.platform === 'linux')(
    'is taken over from a process that has ended and that nobody reaps',
    async () => {
      // The shell becomes a sleeper, which does not ask after the child that it inherits.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60']);
      try {
        const [line] = (await once(parent.stdout, 'data')) as [Buffer];
        const stat = () => readFileSync(`/proc/${line.toString().trim()}/stat`, 'utf8').split(') ')[1]!.split(' ');
        while (stat()[0] !== 'Z') await sleep(5);
        writeLock({ pid: Number(line.toString()), began: stat()[19] });
        expect(() => lockFolder(folder)()).not.toThrow();
      } finally {
        parent.kill();
      }
    },
  );

  it.each([0, -1, 1.5, '1', null])('is taken over from a holder whose process id is %j', (pid) => {
    writeLock({ pid, began: '' });
    expect(() => lockFolder(folder)()).not.toThrow();
  });

  it.each(['EPERM', 'ENOTSUP'])('works on a file system without hard links (%s)', (code) => {
    vi.spyOn(fs, 'linkSync').mockImplementation(() => {
      throw Object.assign(new Error(`${code}: made up`), { code });
    });
    const release = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(/in use by another run/);
    release();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it.each<[string, (path: string) => void]>([
    ['a folder', (path) => mkdirSync(path)],
    ['a link to nowhere', (path) => symlinkSync('nowhere', path)],
    ['a pipe', (path) => spawnSync('mkfifo', [path])],
  ])('is refused at once where %s is in its place', (_, make) => {
    make(join(folder, '.lock'));
    expect(() => lockFolder(folder)).toThrow(/\.lock is no regular file, so no lock of a run: move it away/);
  });
});
