/** `moe compare` as a process: folders, git revisions, formats, exit codes, and what it refuses. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, moe, root } from '../process.fixture.js';

const header = 'trial_id,task,method,trial,seed,status,reason,iterations,converged,stable,error,purity\n';

/** A trials.csv of one task with two methods, ten trials each. */
function trials(
  change: (error: number, method: string) => number,
  other: { task?: string; last?: string } = {},
): string {
  const { task = 't', last = 'ok' } = other;
  const quoted = /[",\n]/.test(task) ? `"${task.replaceAll('"', '""')}"` : task;
  const lines = ['argmin', 'lap'].flatMap((method) =>
    Array.from({ length: 10 }, (_, i) => {
      const id = /[",\n]/.test(task) ? `"${task.replaceAll('"', '""')}/${method}/${i}"` : `${task}/${method}/${i}`;
      const status = i === 9 ? last : 'ok';
      return `${id},${quoted},${method},${i},${i + 7},${status},,3,true,1,${change(i + 1, method)},0.5\n`;
    }),
  );
  return header + lines.join('');
}

function git(folder: string, ...args: readonly string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, expect.any(String)]);
}

describe('moe compare', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-compare-'));
    put(
      'results/own/trials.csv',
      trials((error) => error),
    );
    put(
      'results/gone/trials.csv',
      trials((error) => error),
    );
    git(folder, 'init', '-q', '-b', 'main');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'first');
    git(folder, 'tag', 'v1');
    rmSync(join(folder, 'results/gone'), { recursive: true });
    put(
      'results/own/trials.csv',
      trials((error, method) => (method === 'lap' ? error * 1.5 : error)),
    );
    put(
      'results/new/trials.csv',
      trials((error) => error),
    );
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'second');
    put(
      'deeper/results/own/trials.csv',
      trials((error) => error),
    );
    put('deeper/x', '');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function put(file: string, text: string): void {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const compare = (...args: readonly string[]): Ended => moe(['compare', ...args], folder);

  it('shows what is worse between two revisions, names what one alone has, and exits with 0', async () => {
    const { status, stdout, stderr } = compare('v1', 'HEAD');
    expect([status, stderr]).toEqual([0, '']);
    await expect(stdout).toMatchFileSnapshot('../fixtures/compare.txt');
  });

  it('exits with 3 for --fail-on worse, and with 0 the other way round', () => {
    expect(compare('v1', 'HEAD', '--fail-on', 'worse', '-q')).toEqual({ status: 3, stdout: '', stderr: '' });
    const back = ['HEAD:results/own', 'v1:results/own', '--fail-on', 'worse'] as const;
    expect(compare(...back, '-q')).toEqual({ status: 0, stdout: '', stderr: '' });
    // HEAD has an experiment that v1 has not.
    expect(compare('HEAD', 'v1', '--fail-on', 'worse', '-q').status).toBe(3);
  });

  it('exits with 3 for --fail-on worse where a trial fails though its metrics are the same', () => {
    put(
      'failing/trials.csv',
      trials((error) => error, { last: 'failed' }),
    );
    const { status, stdout } = compare('v1:results/own', 'failing', '--fail-on', 'worse');
    expect(stdout).toContain('1 of 10 trials ok in A, failed in B: worse');
    expect(stdout).toContain('✗ worse: 2 trials failed or timed out in B and not in A');
    expect(status).toBe(3);
  });

  it('reads a revision, a path in it and a folder alike, and gives the same for the same', () => {
    const sides = ['HEAD', 'main:results', 'HEAD:results/', 'HEAD^0:./results', 'results'];
    const experiments = (a: string, b: string) => {
      const { stdout, stderr } = compare(a, b, '--json', '--experiment', 'own');
      expect(stderr).toBe('');
      return JSON.parse(stdout).experiments;
    };
    const expected = experiments('v1', 'results');
    for (const side of sides) expect(experiments('v1', side)).toEqual(expected);
    expect(compare('v1', 'HEAD').stdout).toBe(compare('v1', 'HEAD').stdout);
  });

  it('looks for results beneath the current folder', () => {
    expect(moe(['compare', 'HEAD:results/own', 'results/own'], join(folder, 'deeper')).stdout).toContain('✓ 1 better');
    const { status, stderr } = moe(['compare', 'HEAD', 'results/own'], join(folder, 'deeper'));
    expect([status, stderr]).toEqual([2, 'moe: HEAD:results: the revision has no such folder\n']);
  });

  it('names verdicts and outcomes that changed, and is short where nothing did', () => {
    for (const [side, verdict, outcome] of [
      ['a', 'reproduced', 'holds'],
      ['b', 'not reproduced', 'fails'],
    ]) {
      put(
        `judged/${side}/trials.csv`,
        trials((error) => error),
      );
      put(`judged/${side}/claims.csv`, `id,verdict\nF1,${verdict}\nF2,undecided\n`);
      put(`judged/${side}/tests.csv`, `claim,test,role,under,outcome\nF1,1,stated,at a shift,${outcome}\n`);
    }
    const { stdout } = compare('judged/a', 'judged/b');
    expect(stdout).toContain('claims: 1 of 2 verdicts changed\n  - F1: reproduced -> not reproduced\n');
    expect(stdout).toContain('  - F1, test 1 (stated, at a shift): holds -> fails\n');
    const same = compare('judged/a', 'judged/a').stdout;
    expect(same.split('\n')[0]).toBe('✓ no difference in 20 pairs of trials and 2 verdicts');
  });

  it('prints versioned JSON', () => {
    const { version, worse, tests, experimentsOnlyA, experiments } = JSON.parse(compare('v1', 'HEAD', '--json').stdout);
    expect({ version, worse, tests, experimentsOnlyA }).toEqual({
      ...{ version: 1, worse: true, tests: 1, experimentsOnlyA: ['gone'] },
    });
    expect(experiments[0].cells[1].comparisons[1]).toMatchObject({
      ...{ metric: 'error', pairs: 10, differing: 10, difference: 2.75, verdict: 'worse' },
      ...{ p: 2 ** -9, corrected: 2 ** -9 },
    });
  });

  it('prints Markdown in which a hostile task name is text', () => {
    const task = '<script>alert(1)</script> | `x` \u001b[31m @all, "q"';
    put(
      'hostile/a/trials.csv',
      trials((error) => error, { task }),
    );
    put(
      'hostile/b/trials.csv',
      trials((error) => 2 * error, { task }),
    );
    const markdown = compare('hostile/a', 'hostile/b', '--format', 'markdown').stdout;
    expect(markdown).toContain('| **&#60;script&#62;alert(1)&#60;/script&#62; &#124; &#96;x&#96; ?[31m &#64;all');
    expect(markdown).toContain('| **❌ worse** |');
    for (const line of markdown.split('\n').filter((text) => text.startsWith('| '))) {
      expect(line.match(/\|/g)).toHaveLength(9);
    }
    const text = compare('hostile/a', 'hostile/b').stdout;
    expect(text).toContain('<script>alert(1)</script> | `x` ?[31m @all');
    expect(text).not.toContain('\u001b');
  });

  it('lists the cells that are the same with --all, and chosen metrics with --metric', () => {
    expect(compare('v1', 'HEAD').stdout).not.toContain('t/argmin');
    expect(compare('v1', 'HEAD', '--all').stdout).toContain('  t/argmin\n    identical rows\n');
    const { experiments } = JSON.parse(compare('v1', 'HEAD', '--metric', 'purity', '--json').stdout);
    const compared = experiments[0].cells.flatMap(({ comparisons }: { comparisons: object[] }) => comparisons);
    expect(compared).toEqual([
      expect.objectContaining({ metric: 'purity', verdict: 'same' }),
      expect.objectContaining({ metric: 'purity', verdict: 'same' }),
    ]);
  });

  it.each<[string[], string]>([
    [['--', '--help', 'HEAD'], '"--help" is neither a folder nor a git revision'],
    [['--', '--output=x', 'HEAD'], '"--output=x" is neither a folder nor a git revision'],
    [['HEAD --all', 'HEAD'], '"HEAD --all" is neither a folder nor a git revision'],
    [['$(touch x)', 'HEAD'], '"$(touch x)" is neither a folder nor a git revision'],
    [[':results', 'HEAD'], '":results" is neither a folder nor a git revision'],
    [['', 'HEAD'], '"" is neither a folder nor a git revision'],
    [['HEAD:nowhere', 'HEAD'], 'HEAD:nowhere: the revision has no such folder'],
    [['HEAD:results/own/trials.csv', 'HEAD'], 'HEAD:results/own/trials.csv: the revision has no such folder'],
    [['HEAD:../..', 'HEAD'], 'HEAD:../..: the revision has no such folder'],
    [['deeper/x', 'HEAD'], 'deeper/x is a file; results are a folder'],
    [['deeper', 'HEAD'], 'deeper has no results: no trials.csv is in it or in a folder of it'],
    [['results/new', 'v1'], 'nothing to compare: results/new has new, v1 has gone, own'],
    [
      ['v1', 'HEAD', '--experiment', 'onw'],
      '--experiment must be among own, gone, new; got "onw" (did you mean "own"?)',
    ],
    [['v1', 'HEAD', '--experiment', 'gone'], 'nothing to compare: v1 has gone, HEAD has nothing else'],
    [
      ['v1', 'HEAD', '--metric', 'eror'],
      '--metric must be among stable, error, purity; got "eror" (did you mean "error"?)',
    ],
    [['v1', 'HEAD', '--metric', ''], '--metric must be among stable, error, purity; got ""'],
    [['v1', 'HEAD', '--fail-on', 'wrose'], '--fail-on must be one of worse; got "wrose" (did you mean "worse"?)'],
    [['v1', 'HEAD', '--format', 'html'], '--format must be one of text, markdown, json; got "html"'],
  ])('refuses %j in one line', (args, message) => {
    expect(compare(...args)).toEqual({ status: 2, stdout: '', stderr: `moe: ${message}\n` });
  });

  it('names a bad file of a revision by its place there', () => {
    const broken = mkdtempSync(join(tmpdir(), 'moe-compare-broken-'));
    cpSync(folder, broken, { recursive: true });
    writeFileSync(join(broken, 'results/own/trials.csv'), `${header}t/m/0,t,m,0,1,fine,,1,true,1,2,3\n`);
    git(broken, 'commit', '-q', '-a', '-m', 'broken');
    const { status, stderr } = moe(['compare', 'v1', 'HEAD'], broken);
    expect(stderr).toMatch(/^moe: HEAD:results\/own\/trials\.csv:2 status must be one of ok, .*; got "fine"\n$/);
    expect(status).toBe(2);
    rmSync(broken, { recursive: true });
  });

  it('says that there is no repository, and that there is no git', () => {
    const outside = mkdtempSync(join(tmpdir(), 'moe-compare-outside-'));
    const { status, stderr } = moe(['compare', 'HEAD', '.'], outside);
    expect(stderr).toMatch(
      /^moe: "HEAD" is neither a folder nor a git revision: git says ".*not a git repository.*"\n$/,
    );
    expect(status).toBe(2);
    const absent = spawnSync(process.execPath, [join(root, 'bin', 'moe.js'), 'compare', 'HEAD', '.'], {
      ...{ cwd: folder, encoding: 'utf8', env: { PATH: outside } },
    });
    expect(absent.stderr).toBe('moe: "HEAD" is no folder, and git, which reads revisions, is not installed\n');
    expect(absent.status).toBe(2);
    rmSync(outside, { recursive: true });
  });
});
