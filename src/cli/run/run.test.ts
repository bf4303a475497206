import { type ChildProcess, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moe, root, startMoe } from '../process.fixture.js';

const tiny = join(root, 'src/cli/fixtures/tiny.yaml');

/** Files that promise the same bytes every time. */
const stable = ['trials.csv', 'summary.csv', 'claims.csv', 'history.csv', 'examples.csv', 'example_regions.csv'];

/** SVM trials; so many of them that a run outlasts every test that interrupts it. */
const manyTrials = 30_000;
const slow = (trials: number) => `name: slow
title: A while
tasks:
  smile: { data: smile, k: 3, expert: rbf-svm, metrics: [stable, error] }
methods:
  argmin: { trials: ${trials}, learn: alternating, assign: argmin }
`;

describe('moe run', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-'));
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs that a failed test would leave behind. */
  const started: ChildProcess[] = [];
  const start = (args: readonly string[]) => {
    const run = startMoe(args);
    started.push(run.child);
    return run;
  };
  const out = (name: string) => join(folder, name);
  const bytes = (path: string, files = stable) =>
    Object.fromEntries(
      files.map((file) => [file, existsSync(join(path, file)) && readFileSync(join(path, file), 'utf8')]),
    );

  function slowSpec(trials = manyTrials): string {
    const path = join(folder, 'slow.yaml');
    writeFileSync(path, slow(trials));
    return path;
  }

  async function untilJournal(path: string): Promise<void> {
    const journal = join(path, '.journal.ndjson');
    for (let wait = 0; wait < 500; wait++) {
      if (existsSync(journal) && statSync(journal).size > 0) return;
      await sleep(20);
    }
    throw new Error('no trial was journalled within ten seconds');
  }

  it('writes the golden files of a tiny spec, a table and the claims', async () => {
    const { status, stdout, stderr } = moe(['run', tiny, '--out', folder, '-j', '1']);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    for (const file of stable) {
      await expect(readFileSync(join(folder, 'tiny', file), 'utf8')).toMatchFileSnapshot(`../fixtures/tiny/${file}`);
    }
    expect(stdout).toMatch(/tiny: 56 trials in/);
    expect(stdout).toMatch(/1 claim: ✓ 1 reproduced; all as expected/);
    const run = JSON.parse(readFileSync(join(folder, 'tiny', 'run.json'), 'utf8'));
    expect(run).toMatchObject({
      experiment: 'tiny',
      seed: 3,
      grid: { cells: 10, trials: 56 },
      spec: { file: 'src/cli/fixtures/tiny.yaml' },
    });
  });

  it('gives the same bytes with one thread and with four, fresh and resumed', () => {
    for (const [name, jobs] of [
      ['one', '1'],
      ['four', '4'],
    ] as const)
      moe(['run', tiny, '--out', out(name), '-j', jobs, '-q']);
    const first = bytes(join(out('one'), 'tiny'));
    expect(bytes(join(out('four'), 'tiny'))).toEqual(first);
    const again = moe(['run', tiny, '--out', out('four')]);
    expect(again.stdout).toMatch(/56 of them from the journal/);
    moe(['run', tiny, '--out', out('four'), '--fresh']);
    expect(bytes(join(out('four'), 'tiny'))).toEqual(first);
  });

  it('goes on after kill -9 with the same bytes', async () => {
    const spec = slowSpec();
    const killed = start(['run', spec, '--out', out('killed'), '-j', '2']);
    await untilJournal(join(out('killed'), 'slow'));
    killed.child.kill('SIGKILL');
    expect((await killed.ended).status).toBe('SIGKILL');
    expect(existsSync(join(out('killed'), 'slow', 'trials.csv'))).toBe(false);
    slowSpec(40);
    const resumed = moe(['run', spec, '--out', out('killed')]);
    expect(resumed.stdout).toMatch(/of them from the journal/);
    moe(['run', spec, '--out', out('whole')]);
    expect(bytes(join(out('killed'), 'slow'))).toEqual(bytes(join(out('whole'), 'slow')));
  });

  it('on the first Ctrl-C ends what is under way, saves it, prints how to go on, and exits with 130', async () => {
    const spec = slowSpec();
    const { child, ended } = start(['run', spec, '--out', out('a'), '-j', '1', '--fresh']);
    await untilJournal(join(out('a'), 'slow'));
    child.kill('SIGINT');
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr).toContain(`node bin/moe.js run ${spec} --out ${out('a')} -j 1\n`);
    expect(readdirSync(join(out('a'), 'slow')).sort()).toEqual(['.attempts.ndjson', '.journal.ndjson']);
    slowSpec(20);
    expect(moe(['run', spec, '--out', out('a')]).stdout).toMatch(/of them from the journal/);
  });

  it('on the second Ctrl-C stops at once, and what was journalled is kept', async () => {
    const spec = slowSpec();
    const { child, ended } = start(['run', spec, '--out', out('a'), '-j', '1']);
    await untilJournal(join(out('a'), 'slow'));
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended).status).toBe(130);
    slowSpec(1);
    expect(moe(['run', spec, '--out', out('a')]).stdout).toMatch(/1 of them from the journal/);
  });

  it('refuses a second run into the same folder', async () => {
    const spec = slowSpec();
    const { child, ended } = start(['run', spec, '--out', out('a'), '-j', '1']);
    await untilJournal(join(out('a'), 'slow'));
    const second = moe(['run', spec, '--out', out('a')]);
    expect(second.status).toBe(2);
    expect(second.stderr).toMatch(/slow is in use by another run \(process \d+ on/);
    child.kill('SIGKILL');
    await ended;
  });

  it('drops a journal line that was cut short, says so, and computes its trial again', () => {
    moe(['run', tiny, '--out', folder, '-q']);
    const before = bytes(join(folder, 'tiny'));
    appendFileSync(join(folder, 'tiny', '.journal.ndjson'), '{"key":"abc","row":{"id":"pie');
    const again = moe(['run', tiny, '--out', folder]);
    expect(again.status).toBe(0);
    expect(again.stderr).toMatch(/1 line of the journal was damaged, cut short or/);
    expect(bytes(join(folder, 'tiny'))).toEqual(before);
  });

  it('makes a row of a trial that times out, exits with 4, keeps it, and retries it when asked', () => {
    const spec = slowSpec(2);
    const timed = moe(['run', spec, '--out', folder, '-j', '1', '--timeout', '1ms']);
    expect(timed.status).toBe(4);
    const rows = readFileSync(join(folder, 'slow', 'trials.csv'), 'utf8');
    expect(rows).toMatch(/smile\/argmin\/0,smile,argmin,0,\d+,timeout,took longer than 0.001 s,,,,\n/);
    expect(moe(['run', spec, '--out', folder]).status).toBe(4);
    const retried = moe(['run', spec, '--out', folder, '--retry-failed']);
    expect(retried.status).toBe(0);
    expect(readFileSync(join(folder, 'slow', 'trials.csv'), 'utf8')).not.toContain('timeout');
    expect(moe(['run', spec, '--out', folder]).status).toBe(0);
  });

  it('is prefix-stable: the first trials of a longer run are those of a shorter one', () => {
    const run = (trials: string) => {
      moe(['run', tiny, '--out', out(trials), '--trials', trials, '--filter', 'method=argmin', '-q']);
      return readFileSync(join(out(trials), 'tiny', 'trials.csv'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('smile/'));
    };
    const [short, long] = [run('3'), run('9')];
    expect(short.length).toBe(3);
    expect(long.slice(0, 3)).toEqual(short);
  });

  it('writes nothing on a dry run, and counts', () => {
    const { stdout, status } = moe(['run', tiny, '--out', out('dry'), '-n']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^tiny\n {2}grid +10 cells, 56 trials\n {2}to compute {2}56 trials/);
    expect(existsSync(out('dry'))).toBe(false);
  });

  it('keeps what is asked of the median trial of each cell, with any threads and after an interruption', () => {
    const spec = join(folder, 'median.yaml');
    const text = (trials: number) => `name: median
tasks:
  faces: { data: { name: smile, n: 60 }, k: 3, expert: rbf-svm, metrics: [stable, error_at_stop] }
methods:
  argmin: { trials: ${trials}, learn: alternating, assign: argmin }
  lap: { trials: ${trials}, learn: alternating, assign: lap }
record:
  examples:
    - { task: faces, trials: median of error_at_stop, methods: [argmin] }
    - { task: faces, trials: [1], methods: [lap] }
  clusters: [{ task: faces, trials: median of error_at_stop }]
`;
    const tables = ['trials.csv', 'examples.csv', 'example_regions.csv', 'clusters.csv', 'cluster_means.csv'];
    const ids = (name: string, file: string) => {
      const lines = readFileSync(join(out(name), 'median', file), 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1);
      return [...new Set(lines.map((line) => line.split(',')[0]!))];
    };
    const medianOf = (name: string, method: string) => {
      const lines = readFileSync(join(out(name), 'median', 'trials.csv'), 'utf8')
        .trimEnd()
        .split('\n');
      const at = lines[0]!.split(',').indexOf('error_at_stop');
      const own = lines.map((line) => line.split(',')).filter((fields) => fields[2] === method);
      const errors = own.map((fields) => Number(fields[at])).sort((a, b) => a - b);
      const median = errors[Math.floor((errors.length - 1) / 2)];
      return own.find((fields) => Number(fields[at]) === median)![0]!;
    };
    writeFileSync(spec, text(8));
    for (const jobs of ['1', '3']) moe(['run', spec, '--out', out(jobs), '-j', jobs, '-q']);
    const whole = bytes(join(out('1'), 'median'), tables);
    expect(bytes(join(out('3'), 'median'), tables)).toEqual(whole);
    expect(ids('1', 'examples.csv')).toEqual([medianOf('1', 'argmin'), 'faces/lap/1']);
    expect(ids('1', 'clusters.csv')).toEqual([medianOf('1', 'argmin'), medianOf('1', 'lap')]);
    expect(moe(['check', spec, '--all', '--results', out('1'), '-q']).stdout).toBe('');

    // Killed after five trials and amid the sixth: what the others keep is in the journal, whichever is the median.
    const journal = join(out('3'), 'median', '.journal.ndjson');
    const lines = readFileSync(journal, 'utf8').split('\n');
    rmSync(out('3'), { recursive: true });
    mkdirSync(join(out('3'), 'median'), { recursive: true });
    writeFileSync(journal, [...lines.slice(0, 5), lines[5]!.slice(0, 100)].join('\n'));
    expect(moe(['run', spec, '--out', out('3'), '-j', '2']).stdout).toMatch(/5 of them from the journal/);
    expect(bytes(join(out('3'), 'median'), tables)).toEqual(whole);

    // More trials have another median.
    writeFileSync(spec, text(15));
    expect(moe(['run', spec, '--out', out('3'), '-q']).status).toBe(0);
    expect(ids('3', 'examples.csv')).toEqual([medianOf('3', 'argmin'), 'faces/lap/1']);
    const { status, stdout } = moe(['check', spec, '--no-run', '--results', out('3')]);
    expect([status, stdout]).toEqual([0, expect.stringContaining('all as committed')]);
  });

  it('refuses what cannot fit before anything is computed, with the arithmetic', () => {
    const path = join(folder, 'wide.yaml');
    const data = 'data: { name: piecewise-linear, n: 30000 }, k: 3, expert: linear, metrics: [stable]';
    const lap = 'learn: alternating, assign: { name: lap, solver: munkres }';
    writeFileSync(path, `name: wide\ntasks: { t: { ${data} } }\nmethods: { m: { trials: 1, ${lap} } }\n`);
    const { status, stdout, stderr } = moe(['run', path, '-n', '--memory', '1GiB', '--out', folder]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /wide\.yaml t\/m\/: the cost matrix of 30000 x 30000 needs 6\.7 GiB; --memory allows 1 GiB\n$/,
    );
  });

  it('says at its start how long it will take, by the times of the folder, and how much of that is a guess', () => {
    moe(['run', tiny, '--out', folder, '-q']);
    const times = join(folder, 'tiny', 'timings_summary.csv');
    const [head, ...lines] = readFileSync(times, 'utf8').trimEnd().split('\n');
    const seconds = head!.split(',').indexOf('mean');
    // A trial of each cell takes a second now, and one cell of twelve trials was never timed.
    const edited = lines.map((line) =>
      line
        .split(',')
        .map((field, at) => (at === seconds ? '1' : field))
        .join(),
    );
    writeFileSync(times, [head, ...edited.slice(1)].join('\n'));
    const dry = (...flags: string[]) => moe(['run', tiny, '--out', folder, '--fresh', '-n', ...flags]).stdout;
    expect(dry('-j', '1')).toMatch(/to compute {2}56 trials: about 56 s; 21% of that is a guess from similar cells/);
    expect(dry('-j', '1', '--filter', 'task=smile', '--out', out('none'))).toMatch(/time unknown/);
    const { stderr } = moe(['run', tiny, '--out', folder, '--fresh', '-j', '1']);
    expect(stderr).toMatch(/^INFO: 56 trials on 1 core: about 56 s; 21% of that is a guess/);
    expect(moe(['run', tiny, '--out', folder]).stderr).toBe('');
  });

  it('prints the summary as JSON alone on stdout', () => {
    const { stdout } = moe([
      'run',
      tiny,
      '--out',
      folder,
      '--json',
      '--filter',
      'method=argmin',
      '--filter',
      'task=smile',
    ]);
    const [report] = JSON.parse(stdout);
    expect(report).toMatchObject({ experiment: 'tiny', complete: true, trials: 12, status: { failed: 0, timeout: 0 } });
    expect(report.summary.map(({ metric }: { metric: string }) => metric)).toEqual([
      'stable',
      'error',
      'error_all',
      'feature_match',
    ]);
  });

  it('goes on when its reader goes away, and keeps its exit code', () => {
    const spec = slowSpec(2);
    const script = `set -o pipefail; "${process.execPath}" bin/moe.js run "${spec}" "${tiny}" --out "${folder}" --timeout 1ms -j 1 | true`;
    expect(spawnSync('bash', ['-c', script], { cwd: root }).status).toBe(4);
    expect(existsSync(join(folder, 'tiny', 'trials.csv'))).toBe(true);
  });

  it('believes no journal line that was edited, says so once, and computes its trial again', () => {
    moe(['run', tiny, '--out', folder, '-q']);
    const before = bytes(join(folder, 'tiny'));
    const journal = join(folder, 'tiny', '.journal.ndjson');
    const lines = readFileSync(journal, 'utf8').split('\n');
    lines[0] = lines[0]!.replace(/"status":"\w+"/, '"status":"bogus"');
    lines[1] = lines[1]!.replace(/"metrics":\{[^}]*\}/, '"metrics":null');
    const third = lines.findIndex((line, i) => i > 1 && line.includes('"error":0.'));
    lines[third] = lines[third]!.replace('"error":0.', '"error":9.');
    writeFileSync(journal, lines.join('\n'));
    const again = moe(['run', tiny, '--out', folder]);
    expect([again.status, again.stderr]).toEqual([0, expect.stringMatching(/3 lines of the journal were damaged/)]);
    expect(bytes(join(folder, 'tiny'))).toEqual(before);
    expect(moe(['run', tiny, '--out', folder]).stderr).toBe('');
  });

  it('goes on in a folder where it was killed amid writing, and clears what was left', () => {
    moe(['run', tiny, '--out', folder, '-q']);
    const before = bytes(join(folder, 'tiny'));
    rmSync(join(folder, 'tiny', 'run.json'));
    writeFileSync(join(folder, 'tiny', '.summary.csv.123.tmp'), 'half');
    expect(moe(['run', tiny, '--out', folder]).status).toBe(0);
    expect(bytes(join(folder, 'tiny'))).toEqual(before);
    expect(existsSync(join(folder, 'tiny', '.summary.csv.123.tmp'))).toBe(false);
  });

  it('loses no trial of a folder whose run.json was lost, though its journal is there', () => {
    moe(['run', tiny, '--out', folder, '-q']);
    const before = bytes(join(folder, 'tiny'));
    rmSync(join(folder, 'tiny', 'run.json'));
    const small = moe(['run', tiny, '--out', folder, '-q', '--trials', '1']);
    expect([small.status, small.stderr]).toEqual([
      2,
      expect.stringMatching(/fuller grid than the spec leaves: .*would be lost/),
    ]);
    expect(bytes(join(folder, 'tiny'))).toEqual(before);
  });

  it('leaves the old set as it was where a file of the new one cannot be written', () => {
    const args = ['run', tiny, '--out', folder, '-q'];
    moe(args);
    const history = join(folder, 'tiny', 'history.csv');
    const others = stable.filter((file) => file !== 'history.csv');
    rmSync(history);
    mkdirSync(history);
    const before = bytes(join(folder, 'tiny'), others);
    const { status, stderr } = moe([...args, '--fresh', '--timeout', '1ms']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/history\.csv: a folder of that name is in the way/)]);
    expect(bytes(join(folder, 'tiny'), others)).toEqual(before);
  });

  it('makes sets that no other file is taken for', () => {
    moe(['run', tiny, '--out', folder, '-q']);
    moe(['run', tiny, '--out', out('other'), '-q', '--seed', '4']);
    cpSync(join(out('other'), 'tiny', 'summary.csv'), join(folder, 'tiny', 'summary.csv'));
    const readers = [
      ['plot', tiny, '--out', out('plots')],
      ['export', tiny, '--table', 'summary'],
    ];
    for (const words of readers.concat([['report', tiny, '--out', out('page.html')]])) {
      const { status, stderr } = moe([...words, '--results', folder]);
      expect([status, stderr]).toEqual([2, expect.stringMatching(/tiny\/summary\.csv(:2 mean of| is not of the run)/)]);
    }
    expect(moe(['check', tiny, '--results', folder, '--no-run']).status).toBe(3);
  });

  describe('refuses', () => {
    it('two specs that would write to one folder', () => {
      const copy = join(folder, 'copy.yaml');
      writeFileSync(copy, readFileSync(tiny, 'utf8'));
      const { status, stderr } = moe(['run', tiny, copy, '--out', out('results')]);
      expect(stderr).toMatch(/tiny\.yaml and copy\.yaml have one name, so both would write to .*results\/tiny/);
      expect(status).toBe(2);
      expect(existsSync(out('results'))).toBe(false);
    });

    it.each([
      [
        ['run', 'fixed-dta'],
        /experiment must be one of .*fixed-data.*; got "fixed-dta" \(did you mean "fixed-data"\?\)/,
      ],
      [['run', 'no/such.yaml'], /no spec at no\/such\.yaml/],
      [['run', tiny, '-j', '0'], /--jobs must be a whole number from 1 to \d+; got "0"/],
      [['run', tiny, '-j', '100000'], /--jobs must be a whole number from 1 to \d+; got "100000"/],
      [['run', tiny, '--trials', '0'], /--trials must be a whole number from 1 to 1000000; got "0"/],
      [['run', tiny, '--seed', '-1'], /--seed/],
      [
        ['run', tiny, '--memory', '2G'],
        /--memory must be an amount of memory from 256MiB such as 512MiB or 2GiB; got "2G"/,
      ],
      [['run', tiny, '--memory', '1MiB'], /--memory must be an amount of memory from 256MiB/],
      [['run', tiny, '--timeout', 'soon'], /--timeout must be a time above 0 such as 500ms/],
      [['run', tiny, '--filter', 'method'], /--filter must be key=value/],
      [
        ['run', tiny, '--filter', 'methd=lap'],
        /--filter must name one of task, method, noise; got "methd" \(did you mean "method"\?\)/,
      ],
      [
        ['run', tiny, '--filter', 'method=lpa'],
        /--filter method must be one of argmin, softmax, lap, lp; got "lpa" \(did you mean "lap"\?\)/,
      ],
      [['run', tiny, '--filter', 'constructor=x'], /--filter must name one of task, method, noise; got "constructor"/],
      [['run', tiny, '--frehs'], /unknown option '--frehs'/],
      [['rnu', tiny], /unknown command 'rnu'/],
      [['plot', tiny, '--format', 'gif'], /--format must be one or more of svg, png, json; got "gif"/],
      [['list', 'experts!'], /list must name one of/],
    ])('%j', (args, message) => {
      const { status, stderr, stdout } = moe([...args]);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(stdout).toBe('');
      expect(status).toBe(2);
    });

    const spec = (text: string) => {
      const path = join(folder, 'spec.yaml');
      writeFileSync(path, text);
      return path;
    };
    const task = (data: string, k = 3, method = 'assign: argmin') =>
      `name: own\ntitle: Own\ntasks:\n  t: { data: ${data}, k: ${k}, expert: linear, metrics: [stable, error] }\nmethods:\n  m: { trials: 1, learn: alternating, ${method} }\n`;

    it.each([
      [
        'more experts than samples',
        task('{ name: piecewise-linear, n: 5 }', 6),
        /t\/m\/: k = 6 experts exceed n = 5 samples/,
      ],
      [
        'bounds that cannot hold',
        task('{ name: piecewise-linear, n: 50 }', 3, 'assign: { name: lp, min: 20 }'),
        /k x min = 60 exceeds n = 50/,
      ],
      [
        'the data set csv, which is table now',
        task('{ name: csv, path: own.csv, target: y }'),
        /data\.name must be one of .*; got "csv": csv is now table, which takes target or formula/,
      ],
      ['a missing data file', task('{ name: table, path: nowhere.csv, target: y }'), /nowhere\.csv/],
      [
        'a negative temperature',
        task('piecewise-linear', 3, 'assign: { name: softmax, temperature: -1 }'),
        /spec\.yaml:6:\d+ methods\.m\.assign\.temperature must be a number at least 0; got -1/,
      ],
      [
        'no trials',
        task('piecewise-linear').replace('trials: 1', 'trials: 0'),
        /spec\.yaml:6:\d+ methods\.m\.trials must be .*got 0/,
      ],
      ['YAML that does not parse', 'name: [own', /spec\.yaml:1:\d+/],
    ])('%s', (_, text, message) => {
      const { status, stderr } = moe(['run', spec(text), '--out', out('results')]);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
      expect(existsSync(out('results'))).toBe(false);
    });

    it.each([
      ['a column with text', 'x,y\n1,2\nthree,4\n', /own\.csv:3/],
      ['a ragged row', 'x,y\n1,2\n3\n', /own\.csv:3/],
      ['an infinite value', 'x,y\n1,Inf\n3,4\n', /own\.csv:2/],
      ['no rows', 'x,y\n', /own\.csv/],
      ['nothing', '', /own\.csv/],
      ['no such target', 'x,z\n1,2\n3,4\n', /own\.csv.*"?y"?/],
    ])('a data file with %s', (_, csv, message) => {
      writeFileSync(join(folder, 'own.csv'), csv);
      const path = spec(task(`{ name: table, path: ${join(folder, 'own.csv')}, target: y }`, 1));
      const { status, stderr } = moe(['run', path, '--out', out('results')]);
      expect(stderr).toMatch(message);
      expect(status).toBe(2);
      expect(existsSync(out('results'))).toBe(false);
    });

    it('nothing in a spec whose data lies beside it, whatever the current folder', () => {
      writeFileSync(
        join(folder, 'own.csv'),
        `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},${i * i}`).join('\n')}\n`,
      );
      const path = spec(task('{ name: table, path: own.csv, target: y }', 2));
      expect(moe(['run', path, '--out', out('results')]).status).toBe(0);
      expect(moe(['run', 'spec.yaml', '--out', out('other')], folder).status).toBe(0);
      const [here, there] = ['results', 'other'].map((name) =>
        readFileSync(join(out(name), 'own', 'trials.csv'), 'utf8'),
      );
      expect(here).toBe(there);
    });

    it('to lose a fuller grid', () => {
      moe(['run', tiny, '--out', folder, '-q']);
      const before = bytes(join(folder, 'tiny'));
      for (const flags of [
        ['--trials', '2'],
        ['--filter', 'method=lap'],
        ['--seed', '9'],
      ]) {
        const { status, stderr } = moe(['run', tiny, '--out', folder, ...flags]);
        expect(stderr).toMatch(/holds (a fuller grid than|results of seed 3).*--out/);
        expect(status).toBe(2);
      }
      expect(bytes(join(folder, 'tiny'))).toEqual(before);
    });

    it('a spec of the same name and the same path from another current folder', () => {
      const spec = readFileSync(tiny, 'utf8');
      for (const [name, text] of [
        ['a', spec],
        ['b', spec.replace('seed: 3', 'seed: 4')],
      ] as const) {
        mkdirSync(out(name));
        writeFileSync(join(out(name), 'exp.yaml'), text);
      }
      const run = (name: string) => moe(['run', 'exp.yaml', '--out', '../out'], out(name));
      expect(run('a').status).toBe(0);
      const before = bytes(join(out('out'), 'tiny'));
      const other = run('b');
      expect([other.status, other.stderr]).toEqual([2, expect.stringMatching(/another spec with the name tiny/)]);
      expect(bytes(join(out('out'), 'tiny'))).toEqual(before);
      writeFileSync(join(out('a'), 'exp.yaml'), spec.replace('trials: 12', 'trials: 13'));
      expect(run('a').status).toBe(0);
    });

    it.runIf(process.platform !== 'win32').each(['.journal.ndjson', '.lock', 'run.json', 'trials.csv'])(
      'a pipe in the place of %s, at once',
      (name) => {
        moe(['run', tiny, '--out', folder, '-q']);
        rmSync(join(folder, 'tiny', name), { force: true });
        spawnSync('mkfifo', [join(folder, 'tiny', name)]);
        const { status, stderr } = moe([
          'run',
          tiny,
          '--out',
          folder,
          ...(name === 'trials.csv' ? ['--trials', '3'] : []),
        ]);
        expect([status, stderr]).toEqual([2, expect.stringMatching(/is no regular file/)]);
      },
    );

    it('a folder that holds results of another spec, or of nobody known', () => {
      mkdirSync(out('tiny'));
      writeFileSync(join(out('tiny'), 'trials.csv'), 'a,b\n1,2\n');
      expect(moe(['run', tiny, '--out', folder]).stderr).toMatch(/trials\.csv but no run\.json/);
      const run = JSON.parse(readFileSync(join(root, 'results/sensitivity/run.json'), 'utf8'));
      const write = (experiment: string) =>
        writeFileSync(
          join(out('tiny'), 'run.json'),
          JSON.stringify({ ...run, experiment, spec: { file: 'o.yaml', place: '', digest: '' }, seed: 3 }),
        );
      write('other');
      expect(moe(['run', tiny, '--out', folder]).stderr).toMatch(/holds results of other, not of tiny/);
      write('tiny');
      expect(moe(['run', tiny, '--out', folder]).stderr).toMatch(/another spec with the name tiny: o\.yaml/);
      expect(readFileSync(join(out('tiny'), 'trials.csv'), 'utf8')).toBe('a,b\n1,2\n');
    });

    it('an output folder that cannot be one', () => {
      writeFileSync(out('file'), '');
      const { status, stderr } = moe(['run', tiny, '--out', join(out('file'), 'results')]);
      expect(stderr).toMatch(/cannot write .*file\/results\/tiny: part of the path is a file/);
      expect(status).toBe(2);
    });

    it.runIf(process.platform === 'linux')('a disk that is full, and leaves no half-written file', () => {
      const limited = `ulimit -f 4; exec "${process.execPath}" "${join(root, 'bin/moe.js')}" run "${tiny}" --out "${folder}" -q`;
      const { status, stderr } = spawnSync('bash', ['-c', limited], { encoding: 'utf8' });
      expect(stderr).toMatch(/cannot write .*tiny/);
      expect(status).toBe(2);
      expect(readdirSync(join(folder, 'tiny')).filter((name) => !name.startsWith('.'))).toEqual([]);
      expect(moe(['run', tiny, '--out', folder]).status).toBe(0);
    });
  });
});
