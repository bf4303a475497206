import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { forgetFiles, moe } from '../process.fixture.js';

const claim = (id: string, most: number) => `
  - id: ${id}
    sentence: Softmax's error is small <script>alert(1)</script> | "so" it is said.
    section: "1"
    paper: small
    expected: ${most > 1 ? 'reproduced' : 'not reproduced'}
    why: measured
    tests: [{ task: t, method: softmax, metric: error, atMost: ${most} }]`;
const spec = `name: own
title: Own
tasks:
  t: { data: { name: piecewise-linear, n: 30 }, k: 2, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 6, learn: alternating, assign: argmin }
  softmax: { trials: 9, learn: alternating, assign: softmax, iterations: 5 }
record: { history: 1, examples: [{ task: t, trials: [0] }] }
times: [{ task: t, methods: [softmax], against: argmin }]
claims: ${claim('C1', 1000)}${claim('C2', 0)}
quick: { methods: { argmin: { trials: 2 }, softmax: { trials: 2 } } }
`;

describe('moe check', () => {
  let parent: string;
  /** Made once; each test gets a copy. */
  let made: string;
  let folder: string;

  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'moe-check-'));
    made = join(parent, 'made');
    mkdirSync(made);
    writeFileSync(join(made, 'own.yaml'), spec);
    expect(moe(['run', 'own.yaml', '-q', '-j', '1'], made)).toMatchObject({ status: 0, stderr: '' });
    expect(moe(['run', 'own.yaml', '-q', '-j', '1', '--quick'], made)).toMatchObject({ status: 0, stderr: '' });
  });
  afterAll(() => rmSync(parent, { recursive: true }));
  beforeEach(() => {
    folder = mkdtempSync(join(parent, 'test-'));
    cpSync(made, folder, { recursive: true });
  });

  const check = (...flags: readonly string[]) => moe(['check', 'own.yaml', '-j', '1', ...flags], folder);
  const alter = (path: string, change: (text: string) => string): void => {
    const file = join(folder, path);
    const before = readFileSync(file, 'utf8');
    expect(change(before)).not.toBe(before);
    writeFileSync(file, change(before));
  };
  /** Changes a digit of the cell that comes `column` cells after a trial's id. */
  const changeCell = (file: string, row: RegExp, column: number, to: (cell: string) => string) =>
    alter(file, (text) =>
      text
        .split('\n')
        .map((line) =>
          row.test(line)
            ? line
                .split(',')
                .map((cell, c) => (c === column ? to(cell) : cell))
                .join(',')
            : line,
        )
        .join('\n'),
    );
  const lastDigit = (cell: string) => cell.slice(0, -1) + (cell.endsWith('1') ? '2' : '1');

  it('says that all is as committed, how much was computed afresh, and writes nothing', () => {
    const { status, stdout } = check('--all');
    expect(stdout).toMatch(
      /own-quick +✓ ok +4 of 4 +2 of 2 +0 +2 of 2 +to the last digit\n +own +✓ ok +15 of 15 +2 of 2 +0 +2 of 2 /,
    );
    expect(stdout).toMatch(/softmax \/ argmin +\d\S* +\S+ +9, 6\n {2}times depend on the machine/);
    expect(stdout).toMatch(/moe check: ✓ all as committed; \d+ trials recomputed, \d verdicts judged again\n/);
    expect(status).toBe(0);
    for (const name of ['own', 'own-quick']) {
      for (const file of ['trials.csv', 'run.json']) {
        expect(readFileSync(join(folder, 'results', name, file))).toEqual(
          readFileSync(join(made, 'results', name, file)),
        );
      }
    }
  });

  it('catches one digit of a row that was computed afresh, with trial, column and both values', () => {
    const before = readFileSync(join(folder, 'results/own/trials.csv'), 'utf8');
    const line = before.split('\n').find((text) => text.startsWith('t/softmax/8,'))!;
    const value = line.split(',').at(-1)!;
    changeCell('results/own/trials.csv', /^t\/softmax\/8,/, line.split(',').length - 1, lastDigit);
    const { status, stdout } = check('--all');
    expect(stdout).toContain('  - trials that differ: t/softmax (1 of 9)\n');
    expect(stdout).toContain(
      `results/own/trials.csv: t/softmax/8 error: committed ${lastDigit(value)}, recomputed ${value}`,
    );
    expect(status).toBe(3);
  });

  it('computes each trial in one of the shards, and finds a changed row in that one', () => {
    const last = /^t\/softmax\/8,/;
    const columns = readFileSync(join(folder, 'results/own/trials.csv'), 'utf8').split('\n')[0]!.split(',');
    changeCell('results/own/trials.csv', last, columns.length - 1, lastDigit);
    const shards = [1, 2, 3].map((index) => check('--all', '--shard', `${index}/3`, '--json'));
    const reports = shards.map(({ stdout }) => JSON.parse(stdout) as { shard: string; grids: { cells: Count[] }[] });
    type Count = { guarded: number; differing: number };
    const sums = (of: (cell: Count) => number) =>
      reports.map(({ grids }) => grids.map(({ cells }) => cells.reduce((sum, cell) => sum + of(cell), 0)));
    const guarded = sums((cell) => cell.guarded);
    expect(reports.map(({ shard }) => shard)).toEqual(['1/3', '2/3', '3/3']);
    const all = [0, 1].map((grid) => guarded.reduce((sum, counts) => sum + counts[grid]!, 0));
    expect(all).toEqual([4, 15]);
    expect(Math.min(...guarded.map(([, whole]) => whole!))).toBeGreaterThan(0);
    expect(
      sums((cell) => cell.differing)
        .map(([, whole]) => whole)
        .sort(),
    ).toEqual([0, 0, 1]);
    // The summary does not fit the changed row, which every shard sees.
    expect(shards.map(({ status }) => status)).toEqual([3, 3, 3]);
  });

  it('refuses a shard where nothing is computed, and more shards than trials', () => {
    expect(check('--no-run', '--shard', '1/2')).toMatchObject({
      status: 2,
      stderr: 'moe: --shard parts what is computed, and --no-run computes nothing\n',
    });
    expect(check('--quick', '--shard', '1/5')).toMatchObject({
      status: 2,
      stderr: 'moe: --shard 1/5: this check computes 4 trials, so at most as many shards\n',
    });
  });

  it('catches a row that was not computed afresh by the summary beside it', () => {
    changeCell('results/own/trials.csv', /^t\/softmax\/8,/, 10, () => '77');
    const { status, stdout } = check('--no-run');
    expect(stdout).toMatch(/summary\.csv: t\/softmax\/error mean: committed .*, should be/);
    expect(status).toBe(3);
  });

  it('catches a changed value in every table of trials', () => {
    for (const [file, column] of [
      ['history.csv', 3],
      ['examples.csv', 2],
      ['example_curves.csv', 4],
    ] as const) {
      changeCell(`results/own-quick/${file}`, /^t\/argmin\/0,0,/, column, (cell) => `${cell}1`);
      const { status, stdout } = check('--quick');
      expect(stdout).toContain(`results/own-quick/${file}: t/argmin/0 `);
      expect(status).toBe(3);
      cpSync(join(made, 'results'), join(folder, 'results'), { recursive: true });
    }
  });

  it('catches a verdict that was flipped, in either direction', () => {
    alter('results/own/claims.csv', (text) => text.replace(',reproduced,', ',not reproduced,'));
    const lost = check('--no-run');
    expect(lost.stdout).toMatch(
      /claim C1 is reproduced \(committed: not reproduced\); judged on committed rows: error of t\/softmax/,
    );
    expect(lost.status).toBe(3);
    cpSync(join(made, 'results'), join(folder, 'results'), { recursive: true });
    alter('results/own/claims.csv', (text) => text.replace(',not reproduced,', ',reproduced,'));
    const won = check('--all');
    expect(won.stdout).toMatch(/claim C2 is not reproduced \(committed: reproduced\); judged on fresh rows/);
    expect(won.status).toBe(3);
  });

  it('catches a spec that expects another verdict, and a claim whose threshold moved', () => {
    alter('own.yaml', (text) => text.replace('expected: reproduced', 'expected: not reproduced'));
    expect(check('--no-run').stdout).toContain('claim C1 is reproduced (expected: not reproduced)');
    alter('own.yaml', (text) => text.replace('atMost: 1000', 'atMost: 0'));
    expect(check('--no-run').stdout).toContain(
      'claim C1 is not reproduced (committed: reproduced); judged on committed rows',
    );
  });

  it('catches code that computes something else: rows, and the verdicts that follow', () => {
    // Another rule under the same name stands for a rule that was broken.
    alter('own.yaml', (text) => text.replace('assign: softmax, iterations: 5', 'assign: random, iterations: 1'));
    const { status, stdout } = check('--quick');
    expect(stdout).toContain('run.json: the spec methods.softmax.parameters.iterations: committed 5, should be');
    expect(stdout).toMatch(/trials\.csv: t\/softmax\/0 error: committed /);
    expect(status).toBe(3);
  });

  it('catches rows, files and counts that are missing or too many', () => {
    alter('results/own/trials.csv', (text) => text.replace(/t\/softmax\/8.*\n/, ''));
    alter('results/own/timings.csv', (text) => text.replace(/t\/softmax\/8.*\n/, ''));
    rmSync(join(folder, 'results/own-quick/history.csv'));
    rmSync(join(folder, 'results/own-quick/claims.csv'));
    const { status, stdout } = check();
    expect(stdout).toContain('results/own/trials.csv: t/softmax/8: committed no row');
    expect(stdout).toContain('results/own/run.json: status ok: committed ');
    expect(stdout).toMatch(/own-quick\/history\.csv: t\/argmin\/0: committed no row, recomputed \d rows/);
    expect(check('--no-run').stdout).toContain(
      'own-quick/history.csv: t/argmin/0: committed no row, should be a trial that keeps some',
    );
    expect(stdout).toContain('claim C1 is not judged (not in claims.csv)');
    expect(status).toBe(3);
  });

  it('catches a seed that is not the trial\u2019s, rows of trials that there are not, and a spec that has changed since', () => {
    changeCell('results/own/trials.csv', /^t\/softmax\/8,/, 4, (seed) => String(Number(seed) + 1));
    alter('results/own/history.csv', (text) => `${text}t/softmax/99,1,0.5,15,15\n`);
    alter('own.yaml', (text) => text.replace('n: 30', 'n: 31'));
    const { status, stdout } = check('--no-run');
    expect(stdout).toMatch(/own\/trials\.csv: t\/softmax\/8 seed: committed \d+, should be \d+/);
    expect(stdout).toContain('own/history.csv: t/softmax/99: committed rows, should be no trial of the grid');
    expect(stdout).toContain('own/run.json: the spec tasks.t.data.n: committed 30, should be 31');
    expect(status).toBe(3);
  });

  it('catches a trial that had a result and now runs out of time, and compares none that had none', () => {
    // So many samples and iterations that no machine is done in a millisecond.
    const slow = spec
      .replace('n: 30', 'n: 60000')
      .replace('iterations: 5', 'iterations: 100')
      .replace(/claims:[\s\S]*quick/, 'quick');
    writeFileSync(join(folder, 'own.yaml'), slow.replace('name: own', 'name: slow'));
    const quick = (...args: readonly string[]) => moe([...args, 'own.yaml', '--quick', '-q', '-j', '1'], folder);
    expect(quick('run')).toMatchObject({ status: 0 });
    alter('own.yaml', (text) => text.replace('title: Own', 'title: Own\ntimeout: 0.001'));
    const lost = quick('check');
    expect(lost.stdout).toMatch(/slow-quick +✗ REGRESSION +4 of 4/);
    expect(lost.stdout).toContain('slow-quick/trials.csv: t/softmax/0 status: committed ok, recomputed timeout');
    expect(lost.status).toBe(3);
    expect(quick('run', '--fresh').status).toBe(4);
    const late = moe(['check', 'own.yaml', '--quick', '-j', '1'], folder);
    expect(late.stdout).toMatch(/slow-quick +✓ ok +0 of 4/);
    expect(late.status).toBe(0);
  });

  it('judges a claim about time on the committed times, whatever was computed afresh, and says so', () => {
    const timed = claim('C3', 1000).replace('metric: error', 'metric: seconds');
    writeFileSync(join(folder, 'own.yaml'), spec.replace('\nquick:', `${timed}\nquick:`));
    expect(moe(['run', 'own.yaml', '--fresh', '-q', '-j', '1'], folder).status).toBe(0);
    rmSync(join(folder, 'results/own-quick'), { recursive: true });
    const { status, stdout } = check();
    expect(stdout).toContain('  - 3 of 3 verdicts as committed; judged on committed times: C3\n');
    expect(status).toBe(0);
  });

  it('names grids that have no results, and asks for them where all is to be checked', () => {
    rmSync(join(folder, 'results/own'), { recursive: true });
    const { status, stdout } = check('--no-run');
    expect(stdout).toContain('not checked: results/own has no results\n');
    expect(status).toBe(0);
    const all = check('--all');
    expect(all.stderr).toBe('moe: no results of own: results/own is missing; `moe run own.yaml` makes it\n');
    expect(all.status).toBe(2);
  });

  it('recomputes the whole grid where nothing is there of the quick one, and says so', () => {
    rmSync(join(folder, 'results/own-quick'), { recursive: true });
    const { status, stdout, stderr } = check('--all');
    expect(stdout).toMatch(/own +✓ ok +15 of 15 /);
    expect(stdout).toContain('not checked: results/own-quick has no results\n');
    expect([status, stderr]).toEqual([0, '']);
    expect(check('--quick')).toMatchObject({
      status: 2,
      stderr: 'moe: no results of own-quick: results/own-quick is missing; `moe run own.yaml --quick` makes it\n',
    });
  });

  it('fails a cell whose differences are beyond those that are told', () => {
    alter('results/own/run.json', (text) => text.replace('"seed": 0', '"seed": 1'));
    const { stdout } = check('--all', '--format', 'junit');
    expect(stdout).toMatch(/<testcase classname="own.cells" name="t\/softmax">\n +<failure/);
  });

  it('tells of a file that was changed where nothing else shows it', () => {
    changeCell('results/own/history.csv', /^t\/softmax\/0,1,/, 2, lastDigit);
    const { status, stdout } = check('--no-run');
    expect(stdout).toContain('results/own/history.csv: the file: committed changed, should be as run.json lists it\n');
    expect(status).toBe(3);
  });

  it('compares within the tolerance where the results are of another machine, and says so', () => {
    for (const name of ['own', 'own-quick']) {
      alter(`results/${name}/run.json`, (text) => text.replace(/"arch": "\w+"/, '"arch": "sparc"'));
      forgetFiles(join(folder, 'results', name));
    }
    changeCell('results/own/summary.csv', /^t,softmax,error,/, 4, (cell) => String(Number(cell) * (1 + 1e-9)));
    const { status, stdout } = check('--no-run');
    expect(stdout).not.toContain(', recomputed');
    expect(status).toBe(0);
    expect(check('--quick').stdout).toMatch(/compared within 0\.000001 \(results of Node .* sparc\)/);
    expect(check('--no-run', '--tolerance', '1e-12').status).toBe(3);
  });

  it('names the cells it did not guard, and on what it judged', () => {
    alter('results/own/timings_summary.csv', (text) => text.replace(/(t,softmax,seconds,9),[^,]*/, '$1,100'));
    const { stdout } = check('--budget', '10s', '--json');
    const { version, ok, grids } = JSON.parse(stdout);
    // The quick trials of softmax are trials of the whole grid, too; the times do not fit their summary any more.
    expect([version, ok]).toEqual([1, false]);
    const cells = grids[1].cells.map((cell: { method: string; guarded: number }) => [cell.method, cell.guarded]);
    expect(cells).toEqual([
      ['argmin', 6],
      ['softmax', 2],
    ]);
    expect(grids[1].claims[0]).toMatchObject({ id: 'C1', judgedOn: 'some fresh rows', holds: true });
    expect(check('--no-run').stdout).toContain('not recomputed: all 2 cells');
  });

  it('takes a control that does not fail its test for a regression, whatever is committed', () => {
    const control = '{ task: t, method: argmin, metric: error, role: control, under: argmin, atMost: 1000 }';
    const only = spec.replace(claim('C2', 0), '').replace(/(tests: \[)(\{.*\})\]/, `$1$2, ${control}]`);
    expect(only).toContain('role: control');
    writeFileSync(join(folder, 'own.yaml'), only);
    moe(['run', 'own.yaml', '-q', '-j', '1'], folder);
    const { status, stdout } = check('--no-run');
    expect(stdout).toContain('a control that must fail does not: test 2 (argmin) holds');
    expect(stdout).toMatch(/not as committed: \d+ values, \d claims? \(.*C1.*\)/);
    expect(status).toBe(3);
  });

  it('tells programs: JSON, JUnit and Markdown, with whatever stands in a spec made harmless', () => {
    alter('results/own/claims.csv', (text) => text.replace(',reproduced,', ',no\u0001t <b>|`,'));
    const junit = check('--no-run', '--format', 'junit');
    expect(junit.status).toBe(3);
    expect(junit.stdout).toMatch(/<testsuite name="own" tests="7" failures="2" errors="0" skipped="2">/);
    expect(junit.stdout).toMatch(
      /<testcase classname="own.claims" name="C1">\n +<failure message="claim C1 is reproduced \(committed: no\uFFFDt &#60;b&#62;/,
    );
    expect(junit.stdout).not.toContain('<b>');
    expect(junit.stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(check('--no-run').stdout).toContain('claim C1 is reproduced (committed: no?t <b>|`)');
    const markdown = check('--no-run', '--format', 'markdown').stdout;
    expect(markdown).toContain('| own | **❌ REGRESSION** |');
    expect(markdown).toMatch(/- claim C1 is reproduced \(committed: no\?t &#60;b&#62;&#124;&#96;/);
    expect(JSON.parse(check('--no-run', '--format', 'json').stdout).grids[1].claims[0].holds).toBe(false);
  });

  describe('refuses, in one line and with exit code 2,', () => {
    const refused = (message: string, ...args: readonly string[]) => {
      const { status, stdout, stderr } = moe(['check', ...args], folder);
      expect(stderr).toBe(`moe: ${message}\n`);
      expect(stdout).toBe('');
      expect(status).toBe(2);
    };

    it('flags that exclude each other or are no flags', () => {
      refused(
        'only one of --all, --quick and --no-run can be given; got --all and --no-run',
        'own.yaml',
        '--all',
        '--no-run',
      );
      refused(
        '--format must be one of text, json, junit, markdown; got "junti" (did you mean "junit"?)',
        'own.yaml',
        '--format',
        'junti',
      );
      refused('--tolerance must be a number above 0 and below 1; got "1"', 'own.yaml', '--tolerance', '1');
    });

    it('results that are missing, malformed or of another experiment', () => {
      refused(
        'no results of own: elsewhere/own is missing; `moe run own.yaml --out elsewhere` makes it',
        'own.yaml',
        '--results',
        'elsewhere',
      );
      alter('results/own/run.json', (text) => text.replace('"filter": {}', '"filter": {"method": ["lap"]}'));
      refused(
        'results/own/run.json options do not fit own.yaml: --filter method must be one of argmin, softmax; got "lap"',
        'own.yaml',
      );
      cpSync(join(made, 'results'), join(folder, 'results'), { recursive: true });
      alter('results/own/trials.csv', (text) => text.replace('t/softmax/8,t,', 't/softmax/8,u,'));
      refused(
        'results/own/trials.csv:16 trial_id must be made of the row\'s task, method, swept values and trial; got "t/softmax/8"',
        'own.yaml',
      );
      alter('results/own/run.json', (text) => text.replace('"experiment": "own"', '"experiment": "other"'));
      refused('results/own holds results of other, not of own', 'own.yaml');
      alter('results/own/run.json', (text) => text.slice(0, 50));
      expect(moe(['check', 'own.yaml'], folder).stderr).toMatch(
        /^moe: results\/own\/run\.json cannot be read as provenance of a run: .*\n$/,
      );
    });
  });
});
