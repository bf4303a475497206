import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moe, root } from '../process.fixture.js';

const broken = `import components from './components.mjs';
const mean = components[0];
export const greedy = {
  kind: 'rule',
  name: 'careless',
  about: 'whatever comes up',
  parameters: { min: { kind: 'size', default: 0, about: 'least samples' }, max: { kind: 'size', default: { share: 1 }, about: 'most' } },
  check(_, n) {
    if (n > 400) throw new Error('too many samples: ' + n);
  },
  bind: async () => (loss, rng, labels) => labels.set(labels.map(() => Math.random() * loss.cols)),
};
export const median = { ...mean, name: 'median' };
`;

describe('moe test', () => {
  let folder: string;
  const run = (...args: readonly string[]) => moe(['test', ...args], folder);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-test-'));
    copyFileSync(join(root, 'src/cli/fixtures/components.mjs'), join(folder, 'components.mjs'));
    writeFileSync(join(folder, 'broken.mjs'), broken);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('holds components of every kind against the checks of their kind', () => {
    const { status, stdout, stderr } = run('./components.mjs');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^expert mean\n {2}- ✓ says what it is/);
    for (const kind of ['dataset coin', 'gate largest', 'method alone', 'metric taken', 'chart means']) {
      expect(stdout).toContain(`\n\n${kind}\n`);
    }
    expect(stdout).toMatch(/\n\nmoe test: ✓ all \d\d checks pass\n\n {2}next {2}moe run SPEC --use .\/components.mjs /);
    expect(status).toBe(0);
    expect(run('./components.mjs', '--quiet')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('says which checks do not hold, and in which case', () => {
    const { status, stdout } = run('./broken.mjs', '-q');
    expect(stdout).toMatch(/^rule careless\n/);
    expect(stdout).toMatch(/- ✗ gives the same labels .* gives other labels\n/);
    expect(stdout).toMatch(/- ✗ keeps cluster sizes .*: expert \d must have \d+ to \d+ samples; it has \d+\n/);
    expect(stdout).toMatch(/- ✗ refuses bounds .*: check must refuse k x min = 60 > n = 50/);
    expect(stdout).toMatch(/\nexpert median\n {2}- ✗ is bound under its name[^\n]*: it differs\n/);
    expect(stdout).not.toContain('✓');
    expect(status).toBe(1);
  });

  it('prints JSON for programs', () => {
    const { status, stdout } = run('./broken.mjs', '--json');
    const { version, ok, components } = JSON.parse(stdout);
    expect([version, ok, status]).toEqual([1, false, 1]);
    expect(components[0]).toMatchObject({ kind: 'rule', name: 'careless' });
    expect(components[0].checks[0]).toEqual({ title: expect.stringMatching(/^says/), fault: null });
  });

  it('cannot use a file that is none', () => {
    expect(run('./no.mjs')).toEqual({ status: 2, stdout: '', stderr: 'moe: no file at ./no.mjs\n' });
    writeFileSync(join(folder, 'empty.mjs'), 'export const nothing = 1;\n');
    expect(run('./empty.mjs')).toMatchObject({ status: 2, stderr: expect.stringContaining('exports no component') });
  });
});
