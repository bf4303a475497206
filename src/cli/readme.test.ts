import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { load as parse } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdicts } from '../experiment/contract.js';
import { filesIn, openResults } from '../results/results.js';
import { moe, root } from './process.fixture.js';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The code block that follows `<!-- example: name -->`. */
function example(name: string): string {
  const [, after] = readme.split(`<!-- example: ${name} -->`);
  const block = /^\s*```\w+\n([\s\S]*?)\n```/.exec(after ?? '');
  if (block === null) throw new Error(`README.md has no example ${name}`);
  return `${block[1]}\n`;
}

/** The claims of all committed experiments. */
function committedClaims() {
  return ['fixed-data', 'sensitivity', 'inference', 'constraints', 'alternation'].flatMap((name) => [
    ...openResults(filesIn(join(root, 'results', name))).lines('claims.csv'),
  ]);
}

describe('the README', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-readme-'));
    const prices = Array.from({ length: 60 }, (_, i) => `${i},${(i * 7) % 11},${i < 30 ? 2 * i : 90 - i}`);
    writeFileSync(join(folder, 'houses.csv'), `area,rooms,price\n${prices.join('\n')}\n`);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('has an assignment rule that conforms and can be named in its spec, in a folder that holds nothing of moe', () => {
    writeFileSync(join(folder, 'epsilon-greedy.js'), example('rule'));
    writeFileSync(
      join(folder, 'greedy.yaml'),
      example('spec').replace('name: softmax, temperature: 0.1', 'name: epsilon-greedy'),
    );
    expect(moe(['test', './epsilon-greedy.js'], folder)).toMatchObject({ status: 0, stderr: '' });
    const use = ['--use', './epsilon-greedy.js'];
    expect(moe(['list', 'rules', ...use], folder).stdout).toMatch(
      /epsilon-greedy.*\n.*epsilon .*\(a number at least 0 and at most 1, default 0.1\)/,
    );
    expect(moe(['run', 'greedy.yaml', '-q', ...use], folder)).toMatchObject({ status: 0, stderr: '' });
  });

  it('has a spec for own data that runs as it stands', () => {
    writeFileSync(join(folder, 'houses.yaml'), example('spec'));
    const { status, stdout } = moe(['run', 'houses.yaml', '--out', 'elsewhere', '--json'], folder);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)[0].status).toMatchObject({ failed: 0, timeout: 0 });
  });

  it('has a mixture that is fitted, saved and loaded by the library as it is built', () => {
    const library = pathToFileURL(join(root, 'dist/index.js')).href;
    writeFileSync(join(folder, 'mixture.mjs'), example('mixture').replace("'sparse-moe'", `'${library}'`));
    const { status, stdout } = spawnSync(process.execPath, ['mixture.mjs'], { cwd: folder, encoding: 'utf8' });
    expect(status).toBe(0);
    const [, objective, ...predictions] = /^(\S+) [\s\S]*prediction: Float64Array\(2\) \[ (\S+), (\S+) \]/
      .exec(stdout)!
      .map(Number);
    expect(objective).toBeLessThan(1e-20);
    expect(predictions[0]).toBeCloseTo(0.2, 9);
    expect(predictions[1]).toBeCloseTo(2.1, 9);
  });

  it('tells of every claim what the committed results say, as make report writes it', () => {
    const tables = [...readme.matchAll(/<!-- claims: (.*?) -->\n([\s\S]*?)<!-- \/claims -->/g)];
    expect(tables.length).toBeGreaterThan(1);
    for (const [, names, table] of tables) {
      const { status, stdout, stderr } = moe(['export', ...names!.split(' '), '--table', 'claims']);
      expect([status, stderr]).toEqual([0, '']);
      expect(table).toBe(`\n${stdout}\n`);
    }
  });

  it('counts the verdicts of the committed results', () => {
    const told = /Of (\d+) claims (.*?)\*\*/.exec(readme.replace(/\s+/g, ' '));
    const found = committedClaims().map((line) => line.verdict);
    const counts = verdicts.flatMap((verdict) => {
      const count = found.filter((one) => one === verdict).length;
      return count === 0 ? [] : [`${count} ${verdict}`];
    });
    expect(told?.[1]).toBe(String(found.length));
    for (const count of counts) expect(told?.[2]).toContain(count);
  });

  it('has a workflow for another repository whose commands run there, and catch a changed number', () => {
    const other = mkdtempSync(join(tmpdir(), 'moe-other-'));
    try {
      const shell = (command: string) =>
        spawnSync('bash', ['-ec', command], {
          cwd: other,
          encoding: 'utf8',
          env: { ...process.env, GITHUB_STEP_SUMMARY: join(other, 'summary.md') },
        });
      // What that install would leave.
      mkdirSync(join(other, 'node_modules/.bin'), { recursive: true });
      symlinkSync(root, join(other, 'node_modules/sparse-moe'));
      symlinkSync('../sparse-moe/bin/moe.js', join(other, 'node_modules/.bin/moe'));
      cpSync(join(folder, 'houses.csv'), join(other, 'houses.csv'));
      writeFileSync(join(other, 'experiment.yaml'), example('spec'));
      expect(shell('npx moe run experiment.yaml -q').stderr).toBe('');
      const { jobs } = parse(example('workflow')) as { jobs: { check: { steps: { run?: string }[] } } };
      const commands = jobs.check.steps.flatMap((step) => step.run ?? []);
      expect(commands[0]).toBe('npm install --no-save ./sparse-moe-0.2.0.tgz');
      expect(shell(commands[1]!)).toMatchObject({ status: 0, stdout: '' });
      expect(readFileSync(join(other, 'summary.md'), 'utf8')).toContain('### moe check: ✅ all as committed');
      const trials = join(other, 'results/houses/trials.csv');
      writeFileSync(trials, readFileSync(trials, 'utf8').replace(/(price\/softmax\/3,.*),[^,]*\n/, '$1,77\n'));
      expect(shell(commands[1]!).status).toBe(3);
      expect(readFileSync(join(other, 'summary.md'), 'utf8')).toMatch(
        /results\/houses\/trials\.csv: price\/softmax\/3 error/,
      );
    } finally {
      rmSync(other, { recursive: true });
    }
  });

  it('links to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(5);
    for (const path of links) expect(() => readFileSync(join(root, path)), path).not.toThrow(/ENOENT/);
  });
});
