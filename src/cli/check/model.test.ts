import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvOf, fitFile, header, rowsOf } from '../predict/model-file.fixture.js';
import { moe } from '../process.fixture.js';

let folder: string;
const at = (name: string) => join(folder, name);
const check = (...args: readonly string[]) => moe(['check', ...args], folder);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moe-check-model-'));
  writeFileSync(at('train.csv'), csvOf(rowsOf(120, 1)));
  writeFileSync(at('other.csv'), csvOf(rowsOf(120, 2)));
  writeFileSync(at('lacks.csv'), csvOf(rowsOf(120, 1), header.replace('x', 'w')));
  await fitFile(folder, 'model.json', 'train.csv', { formula: 'y ~ x + c | z', validate: '5fold' });
  await fitFile(folder, 'chosen.json', 'train.csv', { formula: 'kind ~ x + c', experts: '1..2', weights: 'x' });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The model file with one value changed; its digest made right where `sealed`. */
function edited(to: string, path: readonly (string | number)[], value: unknown, sealed = true): string {
  const { digest, ...content } = JSON.parse(readFileSync(at('model.json'), 'utf8'));
  const last = path.at(-1)!;
  path.slice(0, -1).reduce((below, key) => below[key], content)[last] = value;
  const own = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
  writeFileSync(at(to), JSON.stringify({ ...content, digest: sealed ? own : digest }));
  return to;
}

describe('moe check of a model', () => {
  it.each(['model.json', 'chosen.json'])('fits %s again, and holds it to the last digit', (model) => {
    expect(check(model, '--data', 'train.csv')).toEqual({
      ...{ status: 0, stderr: '' },
      stdout: `✓ ${model}: fitted again, it is the same to the last digit\n`,
    });
  });

  it('says where a coefficient was edited, whether or not the digest was, too', () => {
    const { slopes } = JSON.parse(readFileSync(at('model.json'), 'utf8')).experts[1];
    const place = ['experts', 1, 'slopes', 0] as const;
    const json = (file: string) => {
      const { status, stdout } = check(file, '--data', 'train.csv', '--json');
      return { status, ...JSON.parse(stdout) };
    };
    const difference = { at: 'model.experts[1].slopes[0]', file: slopes[0] + 1e-13, again: slopes[0] };
    expect(json(edited('edited.json', place, slopes[0] + 1e-13))).toMatchObject({
      ...{ status: 3, version: 1, model: 'edited.json', equal: false, sameNode: true, differences: [difference] },
    });
    const open = json(edited('open.json', place, slopes[0] + 1e-13, false));
    expect(open.status).toBe(3);
    expect(open.differences).toMatchObject([difference, { at: 'model.digest' }]);
    expect(check('open.json', '--data', 'train.csv').stdout).toContain('in 1 place\n  - model.experts[1].slopes[0]:');
    expect(check('open.json', '--data', 'train.csv').stdout).toContain('edited after it was written');
    expect(check('edited.json', '--data', 'train.csv').stdout).toBe(
      `✗ edited.json: fitted again, it differs in 1 place\n  - model.experts[1].slopes[0]: ${difference.file} in the file, ${slopes[0]} fitted again\n`,
    );
  });

  it('says that it was fitted by another major version of Node', () => {
    const other = edited('old.json', ['origin', 'versions', 'node'], '18.0.0');
    expect(check(other, '--data', 'train.csv')).toMatchObject({ status: 0 });
    expect(JSON.parse(check(other, '--data', 'train.csv', '--json').stdout)).toMatchObject({
      equal: true,
      sameNode: false,
    });
    const wrong = JSON.parse(readFileSync(at('old.json'), 'utf8'));
    wrong.target.center += 1;
    writeFileSync(at('older.json'), JSON.stringify(wrong));
    const { status, stdout } = check('older.json', '--data', 'train.csv');
    expect(status).toBe(3);
    expect(stdout).toMatch(/It was fitted by moe \S+ on Node 18.0.0; last digits may depend on that\./);
  });

  it.each<[string, () => readonly string[], string]>([
    [
      'without its table',
      () => ['model.json'],
      'model.json is a model; to fit it again, give its table: moe check model.json --data TABLE',
    ],
    [
      'with another table',
      () => ['model.json', '--data', 'other.csv'],
      'other.csv must be the table that the model was',
    ],
    ['with a table that lacks a column', () => ['model.json', '--data', 'lacks.csv'], 'lacks.csv has no column "x"'],
    ['with no table', () => ['model.json', '--data', 'absent.csv'], 'absent.csv'],
    [
      'with two models',
      () => ['model.json', 'chosen.json', '--data', 'train.csv'],
      '--data must stand with one model file',
    ],
    [
      'that ended at a time limit',
      () => [edited('timed.json', ['origin', 'timed'], true), '--data', 'train.csv'],
      'timed.json: the fit of the model ended at a time limit, so another one may end elsewhere',
    ],
    [
      'that was not learned from a table',
      () => [edited('library.json', ['origin'], null), '--data', 'train.csv'],
      'library.json: the model was not learned from a table, so it cannot be fitted again',
    ],
    [
      'whose options this version does not know',
      () => [edited('options.json', ['origin', 'options', 'magic'], 1), '--data', 'train.csv'],
      'options.json: model.origin.options: unknown key "magic"',
    ],
    [
      'whose options name a method that there is not',
      () => [edited('method.json', ['origin', 'options', 'method'], { name: 'magic' }), '--data', 'train.csv'],
      'method.json: model.origin.options.method.name must be one of',
    ],
    [
      'whose formula names a column that there is not',
      () => [edited('formula.json', ['origin', 'options', 'formula'], 'y ~ x + q'), '--data', 'train.csv'],
      'train.csv has no column "q"',
    ],
    [
      'as junit',
      () => ['model.json', '--data', 'train.csv', '--format', 'junit'],
      '--format of a model must be one of text, json, markdown; got junit',
    ],
  ])('refuses one %s', (_, args, message) => {
    const { status, stdout, stderr } = check(...args());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('finds what else was edited: the formula, the seed, what was known of the rows', () => {
    for (const [path, value, found] of [
      [['origin', 'options', 'formula'], 'y ~ x | z', /model\.encoding\.inputs/],
      [['origin', 'data', 'rows'], 119, /model\.origin\.data\.rows: 119 in the file, 120 fitted again/],
      [['origin', 'training', 'shares', 0], 0, /model\.origin\.training\.shares\[0\]: 0 in the file/],
      [['encoding', 'inputs', 0, 'range', 1], 1e6, /model\.encoding\.inputs\[0\]\.range\[1\]: 1000000 in the file/],
    ] as const) {
      const { status, stdout } = check(edited('more.json', path, value), '--data', 'train.csv');
      expect(status).toBe(3);
      expect(stdout).toMatch(found);
    }
  });
});
