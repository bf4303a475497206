/** `moe fit` and its threads, as a process: the same bytes by any number of them, and an end whenever it is asked for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf, rowsOf } from '../predict/model-file.fixture.js';
import { moe, root, startMoe } from '../process.fixture.js';

const unruly = join(root, 'src/cli/fixtures/unruly-experts.mjs');

describe('moe fit on threads', { timeout: 120_000 }, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-threads-'));
    writeFileSync(join(folder, 'table.csv'), csvOf(rowsOf(120, 4)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  /** Ranges of experts, settings to be tuned, rows held out or to calibrate, a category, and rivals. */
  const whole = ['table.csv', 'y ~ x + c | z', '--experts', '1..3', '--validate', '3fold', '--starts', '2', '--json'];
  const told = (stdout: string) => ({ ...JSON.parse(stdout), seconds: 0 });

  it('gives the same bytes by one, two and three threads, also after one that was killed', async () => {
    const by = (jobs: number) => {
      const { status, stdout, stderr } = moe(['fit', ...whole, '-j', `${jobs}`, '--out', `${jobs}.json`], folder);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return { file: read(`${jobs}.json`), told: told(stdout) };
    };
    const one = by(1);
    expect(one.told).toMatchObject({ tried: [{ k: 1 }, { k: 2 }, { k: 3 }], test: { metric: 'r2' }, seconds: 0 });
    const killed = startMoe(['fit', ...whole, '-j', '2', '--out', '2.json'], { cwd: folder });
    await sleep(400);
    killed.child.kill('SIGKILL');
    expect((await killed.ended).status).toBe('SIGKILL');
    expect(readdirSync(folder).sort()).toEqual(['1.json', 'table.csv']);
    expect(by(2)).toEqual(one);
    expect(by(3)).toEqual(one);
  });

  const alone = (expert: string) => [
    'fit',
    'table.csv',
    'y ~ x',
    '--experts',
    '2',
    '--use',
    unruly,
    '--expert',
    expert,
  ];

  it('has the experts of a file on its threads, too', () => {
    const by = (jobs: string) => moe([...alone('behaves'), '--starts', '2', '-j', jobs, '--json'], folder);
    const [one, two] = [by('1'), by('2')];
    expect([one.status, one.stderr]).toEqual([0, '']);
    expect(told(two.stdout)).toEqual(told(one.stdout));
  });

  describe.each(['fit', 'check'] as const)('where moe %s never ends', (command) => {
    let args: readonly string[];
    beforeAll(() => {
      args = [...alone('hangs'), '--gate', 'none', '--out', 'never.json'];
      if (command === 'fit') return;
      const fitted = moe([...alone('behaves'), '--gate', 'none', '--out', 'model.json'], folder);
      expect(fitted.status).toBe(0);
      const model = read('model.json').replaceAll('"behaves"', '"hangs"');
      writeFileSync(join(folder, 'hangs.json'), model);
      args = ['check', 'hangs.json', '--data', 'table.csv', '--use', unruly];
    });

    it.each([['SIGINT'], ['SIGTERM'], ['SIGINT', 'SIGINT']] as const)('ends at once by %s', async (...signals) => {
      const before = readdirSync(folder);
      const { child, said, ended } = startMoe(args, { cwd: folder });
      while (!said.stderr.includes('hanging') && child.exitCode === null) await sleep(10);
      const asked = performance.now();
      for (const signal of signals) child.kill(signal);
      const { status, stdout, stderr } = await ended;
      expect([status, stdout]).toEqual([130, '']);
      const line = command === 'fit' ? 'the fit was interrupted; nothing was written' : 'the check was interrupted';
      if (signals.length === 1) expect(stderr.replaceAll('hanging\n', '')).toBe(`\nmoe: ${line}\n`);
      expect(readdirSync(folder)).toEqual(before);
      // Far above what it takes, and far below what a fit would.
      expect(performance.now() - asked).toBeLessThan(20_000);
    });
  });

  it.each([
    ['throws', 'moe: out of luck (--debug prints where)\n'],
    [
      'exits',
      'moe: a fit of 2 experts to 120 rows ended with its thread: worker exited with code: 7 (--debug prints where)\n',
    ],
    [
      'allocates',
      'moe: a fit of 2 experts to 120 rows ran out of memory; --jobs 1 needs the least (--debug prints where)\n',
    ],
    [
      'hoards',
      'moe: a fit of 2 experts to 120 rows ran out of memory; --jobs 1 needs the least (--debug prints where)\n',
    ],
  ])('tells in one line of an expert that %s', (expert, line) => {
    const args = [...alone(expert), '--gate', 'none', '--out', 'never.json'];
    const { status, stdout, stderr } = moe(args, folder, ['--max-old-space-size=128']);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: line });
    expect(readdirSync(folder)).not.toContain('never.json');
  });
});
