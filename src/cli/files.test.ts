/** Files and folders that cannot be used, as a process: one line that says which and why, exit code 2, nothing written. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Ended, moe, root } from './process.fixture.js';

const spec = `name: own
title: Own
tasks: { t: { data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] } }
methods: { argmin: { trials: 2, learn: alternating, assign: argmin } }
`;

describe('what cannot be used', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-files-'));
    writeFileSync(join(folder, 'own.yaml'), spec);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (file: string, text = ''): void => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const run = (): void => expect(moe(['run', 'own.yaml', '-q', '-j', '1'], folder)).toMatchObject({ status: 0 });
  const refused = ({ status, stdout, stderr }: Ended, message: string): void => {
    expect(stderr).toBe(`moe: ${message}\n`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  };

  it('a file where the folder of results would be, or a folder above it', () => {
    put('out/own');
    refused(moe(['run', 'own.yaml', '--out', 'out'], folder), 'cannot write into out/own: it is a file, not a folder');
    refused(
      moe(['run', 'own.yaml', '--out', 'out/own'], folder),
      'cannot write out/own/own: part of the path is a file, not a folder (ENOTDIR)',
    );
  });

  it('a file called experiments holds none, and is no reason not to run a spec', () => {
    put('experiments');
    run();
    expect(moe(['list', 'experiments'], folder)).toMatchObject({ status: 0, stderr: '' });
    expect(moe(['check'], folder).stderr).toBe('moe: no experiment has results in results/; moe run makes them\n');
  });

  it('a spec named without its ending', () => {
    expect(moe(['run', 'own'], folder).stderr).toMatch(/ got "own" \(did you mean "own\.yaml"\?\)\n$/);
    expect(moe(['run', 'owm'], folder).stderr).toMatch(/ got "owm"\n$/);
  });

  it('a link in experiments/ that leads to itself', () => {
    put('experiments/fine.yaml', spec.replace('own', 'fine'));
    symlinkSync('loop.yaml', join(folder, 'experiments/loop.yaml'));
    const message = 'cannot read experiments/loop.yaml: the path is a loop of links (ELOOP)';
    refused(moe(['run', 'loop'], folder), message);
    refused(moe(['check'], folder), message);
    expect(moe(['run', 'fine', '-q', '-j', '1'], folder)).toMatchObject({ status: 0, stderr: '' });
    const { stdout, status } = moe(['list', 'experiments'], folder);
    expect(stdout.replace(/ +/g, ' ')).toContain(` loop cannot be read: ${message}\n`);
    expect(status).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('a current folder that was deleted', () => {
    const gone = join(folder, 'gone');
    mkdirSync(gone);
    const command = `rmdir "$PWD" && exec "${process.execPath}" "${join(root, 'bin/moe.js')}" run fixed-data -n`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: gone, encoding: 'utf8' });
    refused({ status, stdout, stderr }, 'the current folder was deleted: change to another one');
  });

  it.skipIf(process.platform !== 'linux')('a folder below /proc, where none can be made: nothing hangs', () => {
    run();
    for (const [command, flag, inner] of [
      ['run', '--out', ''],
      ['plot', '--out', ''],
      ['report', '--out', '/page.html'],
    ] as const) {
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(root, 'bin/moe.js'), command, 'own.yaml', flag, `/proc/moe${inner}`],
        { cwd: folder, encoding: 'utf8', timeout: 60_000 },
      );
      expect(stderr).toBe(`moe: cannot write /proc/moe: the system makes no folder there (ENOENT)\n`);
      expect(status).toBe(2);
    }
  });

  it('a path of no letters', () => {
    run();
    const before = readdirSync(folder);
    for (const [command, flag] of [
      ...(['run', 'plot', 'report', 'trace', 'export'] as const).map((name) => [name, '--out'] as const),
      ...(['plot', 'report', 'trace', 'export', 'check'] as const).map((name) => [name, '--results'] as const),
      ['report', '--checklist'] as const,
    ]) {
      refused(moe([command, 'own.yaml', flag, ''], folder), `${flag} must be a path; got ""`);
    }
    refused(moe(['init', 'other', '--out', ''], folder), '--out must be a path; got ""');
    refused(moe(['doctor', '--results', ''], folder), '--results must be a path; got ""');
    expect(readdirSync(folder)).toEqual(before);
  });

  it.each([
    ['EDQUOT', 'fsyncSync', 'the disk quota is used up'],
    ['EIO', 'fsyncSync', 'the device failed to read or write'],
    ['EXDEV', 'renameSync', 'it lies on another file system than what it would replace'],
  ])('%s from the system while a page, a table or a spec is written', (code, call, reason) => {
    run();
    // A module that is loaded first, in place of a disk that is full, broken or another one.
    put(
      'broken.mjs',
      `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      fs.${call} = () => { throw Object.assign(new Error('${code}: made up'), { code: '${code}', syscall: 'x', errno: -1 }); };
      syncBuiltinESMExports();`,
    );
    const shim = ['--import', pathToFileURL(join(folder, 'broken.mjs')).href, join(root, 'bin/moe.js')];
    for (const [args, file] of [
      [['report', 'own.yaml', '--out', 'page.html'], 'page.html'],
      [['export', 'own.yaml', '--out', 'table.md'], 'table.md'],
      [['init', 'other'], 'other.yaml'],
      [['plot', 'own.yaml', '--format', 'json'], 'plots/own/overview.vl.json'],
    ] as const) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [...shim, ...args], {
        cwd: folder,
        encoding: 'utf8',
      });
      refused({ status, stdout, stderr }, `cannot write ${file}: ${reason} (${code})`);
      expect(readdirSync(folder)).not.toContain(file);
    }
  });

  it('whatever else the system refuses is told in the same way', () => {
    run();
    put(
      'broken.mjs',
      `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const refuse = (path) => { throw Object.assign(new Error('EIO: made up'), { code: 'EIO', syscall: 'scandir', path }); };
      fs.readdirSync = (path) => refuse(path);
      syncBuiltinESMExports();`,
    );
    const shim = ['--import', pathToFileURL(join(folder, 'broken.mjs')).href, join(root, 'bin/moe.js')];
    const { status, stdout, stderr } = spawnSync(process.execPath, [...shim, 'check'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^moe: cannot use \S*experiments: the device failed to read or write \(EIO\)\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

describe('what cannot start says so in one line', () => {
  it('in a clone that is not built', () => {
    const clone = mkdtempSync(join(tmpdir(), 'moe-clone-'));
    try {
      for (const part of ['bin', 'package.json']) cpSync(join(root, part), join(clone, part), { recursive: true });
      const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/moe.js', 'doctor'], {
        cwd: clone,
        encoding: 'utf8',
      });
      expect(stderr).toBe('moe: is not built yet; run `make build` in its clone, then `npm link`\n');
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    } finally {
      rmSync(clone, { recursive: true });
    }
  });

  it('on a Node that is older than package.json asks for', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const oldest = Number(/^>=(\d+)$/.exec(engines.node)![1]);
    const on = (version: string) => {
      const versions = `{ ...process.versions, node: '${version}' }`;
      const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: ${versions} })`;
      return moe(['--version'], root, ['--import', pretend]);
    };
    const old = `${oldest - 1}.9.0`;
    expect(on(old)).toEqual({
      status: 1,
      stdout: '',
      stderr: `moe: needs Node ${oldest} or newer; this is Node ${old}\n`,
    });
    expect(on(`${oldest}.0.0`)).toMatchObject({ status: 0, stderr: '' });
  });
});
