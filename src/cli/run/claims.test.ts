import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseTable } from '../../tables/csv.js';
import { moe } from '../process.fixture.js';

const names: Readonly<Record<string, string>> = { argmin: 'Short', softmax: 'Changed', lap: 'Whole' };
const claim = (method: string): string => `
  - id: ${names[method]}
    sentence: argmin empties a cluster in many of the trials that are run of it here, one after the other
    section: "3.3"
    paper: 20% unstable
    expected: not reproduced
    why: it does not
    tests: [{ task: line, method: ${method}, metric: error, atMost: 0 }]`;

/** Claims about a method that the quick section leaves whole, one that it cuts short, and one that it changes. */
const text = `name: small
tasks:
  line: { data: { name: piecewise-linear, n: 30 }, k: 3, expert: linear, metrics: [stable, error] }
methods:
  argmin: { trials: 40, learn: alternating, assign: argmin }
  lap: { trials: 40, learn: alternating, assign: lap }
  softmax: { trials: 40, learn: alternating, assign: softmax }
claims:${['argmin', 'softmax', 'lap'].map(claim).join('')}
quick:
  methods: { argmin: { trials: 3 }, softmax: { iterations: 2 } }
`;

describe('the claims of a run', () => {
  let folder: string;
  let spec: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-'));
    spec = join(folder, 'small.yaml');
    writeFileSync(spec, text);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const tests = (name: string) => parseTable(readFileSync(join(folder, name, 'tests.csv'), 'utf8'), 'tests.csv').rows;

  it('are counted, and those told that came out otherwise than expected; all of them when asked', () => {
    const { status, stdout } = moe(['run', spec, '--out', folder]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n\n3 claims: ✗ 3 not reproduced; all as expected\n/);
    expect(stdout).not.toMatch(/Quick run|Whole/);
    const whole =
      /\n {2}Whole +✗ not reproduced {2}here .*paper 20% unstable\n +argmin empties .*, one after the other\n/;
    expect(moe(['run', spec, '--out', folder, '-v']).stdout).toMatch(whole);
    const hopeful = join(folder, 'hopeful.yaml');
    writeFileSync(
      hopeful,
      text.replace('name: small', 'name: hopeful').replace('expected: not reproduced', 'expected: reproduced'),
    );
    const told = moe(['run', hopeful, '--out', folder]).stdout;
    expect(told).toMatch(/\n {2}Short {2}✗ not reproduced \(expected: reproduced\) {2}here /);
    expect(told).toMatch(/; not as expected: Short\n/);
    expect(told).not.toContain('Whole');
  });

  it('are judged by a quick run where their cells are whole in it, and it says so in a line', () => {
    const { status, stdout } = moe(['run', spec, '--out', folder, '--quick']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n1 claim: ✗ 1 not reproduced; all as expected\n/);
    expect(stdout).toMatch(/Quick run: it judges 1 of 3 claims;/);
    expect(stdout).toMatch(/\n {2}next {3}moe run \S+small\.yaml --out \S+ +runs every trial\n/);
    expect(tests('small-quick').map((line) => [line.text('claim'), line.text('outcome'), line.text('reason')])).toEqual(
      [
        ['Short', 'not judged', expect.stringContaining('line/argmin has 3 of 40 trials')],
        ['Changed', 'not judged', expect.stringContaining('line/softmax has another learn than the whole grid')],
        ['Whole', 'fails', ''],
      ],
    );
    const check = moe(['check', spec, '--quick', '--results', folder]);
    expect([check.status, check.stdout]).toEqual([0, expect.stringContaining('all as committed')]);
  });

  it('are judged by a part of the grid likewise', () => {
    const { status, stdout } = moe([
      'run',
      spec,
      '--out',
      join(folder, 'part'),
      '--trials',
      '40',
      '--filter',
      'method=lap',
    ]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/\n1 claim: ✗ 1 not reproduced; all as expected\n/);
    expect(stdout).toMatch(/Part of the grid: it judges 1 of 3 claims/);
    expect(moe(['run', spec, '--out', join(folder, 'few'), '--trials', '5']).stdout).toMatch(
      /Part of the grid: it shows that everything runs, but judges no claim/,
    );
  });
});
