/** Components from files outside the project, as a user has them: named by `--use`, run in threads, part of the keys. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moe, startMoe } from './process.fixture.js';

const rule = `// Mostly the expert of least loss.
export const greedy = {
  kind: 'rule',
  name: 'greedy',
  about: 'each sample to the expert of least loss, a share of them to any',
  parameters: { epsilon: { kind: 'number', min: 0, max: 1, default: 0.1, about: 'share of samples that go to any' } },
  async bind({ epsilon }) {
    return ({ data, rows, cols }, rng, labels) => {
      const uniform = () => (rng.next() >>> 0) / 2 ** 32;
      for (let i = 0; i < rows; i++) {
        const losses = data.subarray(i * cols, (i + 1) * cols);
        labels[i] = uniform() < epsilon ? Math.floor(uniform() * cols) : losses.indexOf(Math.min(...losses));
      }
    };
  },
};
`;

const spec = (trials = 4, steps = 10) => `name: own
tasks:
  lines: { data: { name: piecewise-linear, n: 40 }, k: 3, expert: linear, metrics: [stable, error] }
methods:
  greedy: { learn: alternating, trials: ${trials}, iterations: ${steps}, assign: { name: greedy, epsilon: 0.3 } }
`;

describe('moe --use', () => {
  let folder: string;
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const run = (...args: readonly string[]) => moe(args, folder);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-use-'));
    write('greedy.js', rule);
    write('own.yaml', spec());
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** How many of the trials were in the journal. */
  function reused(): number {
    const { status, stderr } = run('run', 'own.yaml', '--use', './greedy.js', '-q');
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(read('results/own/run.json')).trials.fromJournal;
  }

  it('makes components known to list, schema, run, check, trace and plot', () => {
    const use = ['--use', './greedy.js'] as const;
    expect(run('list', 'rules', ...use).stdout).toMatch(/greedy +each sample .*\n *epsilon .*default 0\.1/);
    expect(run('list', 'metrics', ...use).stdout).toContain('alpha_greedy');
    expect(run('schema', ...use).stdout).toContain('"const": "greedy"');
    expect(reused()).toBe(0);
    expect(read('results/own/trials.csv').match(/^lines\/greedy\/\d,.*,ok,/gm)?.length).toBe(4);
    expect(JSON.parse(read('results/own/run.json')).use).toEqual([
      { file: 'greedy.js', digest: expect.stringMatching(/^[0-9a-f]{64}$/), components: ['assignments/greedy'] },
    ]);
    expect(run('check', 'own.yaml', ...use)).toMatchObject({ status: 0, stderr: '' });
    expect(run('trace', 'own.yaml', ...use).stdout).toContain('lines/greedy');
    expect(run('plot', 'own.yaml', ...use, '--format', 'json').stdout).toContain('overview.vl.json');
  });

  it('says which file is lacking, where results were made with one', () => {
    expect(run('run', 'own.yaml', '--use', './greedy.js', '-q').status).toBe(0);
    for (const command of ['run', 'check', 'plot', 'report', 'trace', 'export']) {
      const { status, stdout, stderr } = run(command, 'own.yaml');
      expect([command, status, stdout]).toEqual([command, 2, '']);
      expect(stderr).toContain('own.yaml:5:');
      expect(stderr).toContain(
        'got "greedy"\nresults/own was made with components from outside: add --use greedy.js\n',
      );
    }
  });

  it('runs again what has another behavior, and nothing else', () => {
    expect(reused()).toBe(0);
    write('greedy.js', rule.replace('// Mostly', '// Now and then not').replaceAll('losses', 'found'));
    expect(reused()).toBe(4);
    write('greedy.js', rule.replace('2 ** 32', '2 ** 33'));
    expect(reused()).toBe(0);
    write('draw.js', 'export const scale = 2 ** 32;\n');
    write('greedy.js', `import { scale } from './draw.js';\n${rule.replace('2 ** 32', 'scale')}`);
    // As it was at first.
    expect(reused()).toBe(4);
    write('draw.js', 'export const scale = 2 ** 34;\n');
    expect(reused()).toBe(0);
    write('draw.js', '/** Another number of the same value. */\nexport const scale = 17179869184;\n');
    expect(reused()).toBe(4);
  });

  it('goes on after kill -9 with the same bytes', async () => {
    write('own.yaml', spec(300, 60));
    expect(run('run', 'own.yaml', '--use', './greedy.js', '-q', '--out', 'whole').status).toBe(0);
    const { child, ended } = startMoe(['run', 'own.yaml', '--use', './greedy.js', '--out', 'cut', '-j', '1'], {
      cwd: folder,
    });
    const journal = join(folder, 'cut/own/.journal.ndjson');
    while (!existsSync(journal) || readFileSync(journal).length === 0) await sleep(5);
    child.kill('SIGKILL');
    expect((await ended).status).toBe('SIGKILL');
    expect(existsSync(join(folder, 'cut/own/trials.csv'))).toBe(false);
    expect(run('run', 'own.yaml', '--use', './greedy.js', '-q', '--out', 'cut').status).toBe(0);
    expect(JSON.parse(read('cut/own/run.json')).trials.fromJournal).toBeGreaterThan(0);
    for (const file of ['trials.csv', 'summary.csv']) expect(read(`cut/own/${file}`)).toBe(read(`whole/own/${file}`));
  });

  it('fails trials whose code is another than that of the plan', () => {
    // Written anew while the run is planned, before its threads import it.
    const text = rule
      .replace('export const', "import { appendFileSync } from 'node:fs';\nexport const")
      .replace('async bind', "check() { appendFileSync(new URL(import.meta.url), '// more'); },\n  async bind");
    write('greedy.js', text);
    expect(run('run', 'own.yaml', '--use', './greedy.js', '-q').status).toBe(4);
    expect(read('results/own/trials.csv')).toMatch(/failed,greedy\.js was changed since this run was planned,/);
  });

  it('takes what a package exports, in a list or by name, with packages that it imports', () => {
    const part = 'node_modules/moe-greedy';
    write(
      `${part}/package.json`,
      '{ "name": "moe-greedy", "version": "1.0.0", "type": "module", "exports": { "import": "./lib/main.js" } }',
    );
    write(
      `${part}/lib/main.js`,
      "import { greedy } from './greedy.js';\nimport { two } from 'two';\nexport default [greedy, two && null].slice(0, 1);\n",
    );
    copyFileSync(join(folder, 'greedy.js'), join(folder, part, 'lib/greedy.js'));
    write(
      'node_modules/two/package.json',
      '{ "name": "two", "version": "1.0.0", "type": "module", "exports": "./two.js" }',
    );
    write('node_modules/two/two.js', 'export const two = 2;\n');
    const trials = () => {
      const { status, stderr } = run('run', 'own.yaml', '--use', 'moe-greedy', '-q');
      expect([status, stderr]).toEqual([0, '']);
      return JSON.parse(read('results/own/run.json'));
    };
    expect(trials()).toMatchObject({ trials: { fromJournal: 0 }, use: [{ file: 'moe-greedy' }] });
    expect(trials()).toMatchObject({ trials: { fromJournal: 4 } });
    write(
      'node_modules/two/package.json',
      '{ "name": "two", "version": "1.0.1", "type": "module", "exports": "./two.js" }',
    );
    expect(trials()).toMatchObject({ trials: { fromJournal: 0 } });
  });

  it('never lets a spec name code', () => {
    write('own.yaml', `use: ./greedy.js\n${spec()}`);
    expect(run('run', 'own.yaml')).toMatchObject({ status: 2 });
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'greedy.js exports no component: an object with a kind, one of rule, expert, gate'],
    ['text', 'hello there', 'cannot read ./greedy.js: greedy.js:1:7 Expected ";" but found "there"'],
    ['an import of nothing', "import './no.js'", 'cannot read ./greedy.js: '],
    ['an error', 'throw new Error("no luck")', 'cannot import ./greedy.js: no luck'],
    ['an end of the process', 'process.exit(0)', 'greedy.js ended the process while it was imported'],
    ['a wait for nothing', 'await new Promise(() => {})', 'or waits for something that never happens'],
    [
      'a rule of another shape',
      rule.replace('async bind', 'async bound'),
      'greedy.js: greedy.bind is missing; it must be a function',
    ],
    [
      'a taken name',
      rule.replaceAll("'greedy'", "'lap'"),
      'greedy.js: greedy.name must be one that no other assignment rule has; got "lap"',
    ],
    ['a name twice', `${rule}export const other = { ...greedy };`, 'greedy.js: other.name must be one that no other'],
    [
      'a parameter that cannot be',
      rule.replace('default: 0.1', 'default: 7'),
      'greedy.js: greedy.parameters.epsilon.default must be',
    ],
  ])('refuses a file with %s, saying what is wrong', (_, text, message) => {
    write('greedy.js', text);
    const { status, stdout, stderr } = run('run', 'own.yaml', '--use', './greedy.js');
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect([status, stdout]).toEqual([2, '']);
    expect(readdirSync(folder).sort()).toEqual(['greedy.js', 'own.yaml']);
  });

  it('tells what code from outside throws when nobody waits for it, without a trace', () => {
    write(
      'greedy.js',
      `setTimeout(() => { throw new Error('later \\u001b[31m'); });\nawait new Promise(() => {});\n${rule}`,
    );
    const { status, stderr } = run('list', '--use', './greedy.js');
    expect([status, stderr]).toEqual([1, expect.stringContaining('moe: later ?[31m (--debug prints where)\n')]);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it.each([
    ['labels[0] = 99', 'the rule gave sample 0 to expert 99 of 3, counted from 0'],
    ['labels[0] = -1', 'the rule gave sample 0 to expert 4294967295 of 3, counted from 0'],
  ])('fails trials of a rule whose %s names no expert', (broken, reason) => {
    const end = '      }\n    };';
    write('greedy.js', rule.replace(end, `      }\n      ${broken};\n    };`));
    expect(run('run', 'own.yaml', '--use', './greedy.js', '-q').status).toBe(4);
    expect(read('results/own/trials.csv')).toContain(reason);
  });

  it('refuses what is not there, and TypeScript', () => {
    expect(run('list', '--use', './no.js').stderr).toBe('moe: no file at ./no.js\n');
    expect(run('list', '--use', 'no-such-package').stderr).toMatch(/no package no-such-package is installed here/);
    write('greedy.ts', rule);
    expect(run('list', '--use', './greedy.ts').stderr).toMatch(/TypeScript: compile it/);
  });
});
