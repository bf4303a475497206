/** Damaged model files, as processes: each is refused in one line that says where, with exit code 2 and nothing written. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moe, startMoe } from '../process.fixture.js';
import { csvOf, fitFile, rowsOf } from './model-file.fixture.js';

describe('a model file is refused', () => {
  let folder: string;
  let text: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'moe-damaged-'));
    writeFileSync(join(folder, 'table.csv'), csvOf(rowsOf(40, 1)));
    await fitFile(folder, 'model.json', 'table.csv', { formula: 'y ~ x + c | z', gate: 'softmax' });
    text = readFileSync(join(folder, 'model.json'), 'utf8');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  type Keys = Record<string, never>;
  /** The model with one value of it changed. */
  const edited = (change: (model: { [key: string]: Keys } & { experts: { slopes: number[] }[] }) => unknown) => {
    const model = JSON.parse(text);
    change(model);
    return JSON.stringify(model);
  };

  it.each<[what: string, content: () => string | Uint8Array, message: string]>([
    ['empty', () => '', 'a model file must be whole JSON, as moe fit writes it: Unexpected end of JSON input'],
    ['cut', () => text.slice(0, text.length / 2), 'a model file must be whole JSON, as moe fit writes it: '],
    [
      'of other bytes',
      () => Uint8Array.of(0x1f, 0x8b, 8, 0),
      'a model file must be whole JSON, as moe fit writes it: ',
    ],
    ['of other JSON', () => '{"a":1}', 'model.format is missing; it must be "sparse-moe model"'],
    ['of a newer version', () => text.replace('"version":1', '"version":2'), 'the file was written by a newer version'],
    [
      'with an edited number',
      () => edited(({ target }) => Object.assign(target!, { center: 7 })),
      'model.digest must be',
    ],
    [
      'with a text for a number',
      () => edited(({ target }) => Object.assign(target!, { center: '7' })),
      'model.target.center must be a finite number; got "7"',
    ],
    [
      'with a number that is too large',
      () => text.replace(/"center":[-\d.e]+/, '"center":1e999'),
      'center must be a finite number; got Infinity',
    ],
    ['with NaN', () => text.replace(/"center":[-\d.e]+/, '"center":NaN'), 'a model file must be whole JSON'],
    [
      'with a slope less',
      () => edited(({ experts }) => experts[0]!.slopes.pop()),
      'model.experts[0].slopes must be a list of 3 numbers; got 2 of them',
    ],
    [
      'with an expert less',
      () => edited(({ experts }) => (experts as unknown[]).pop()),
      'model.gate.state.weights[0] must be a list of 1 number',
    ],
    [
      'with an input that there is not',
      () => text.replace('{"input":0}', '{"input":9}'),
      '.input must be a whole number from 0 to 2; got 9',
    ],
    [
      'with __proto__',
      () => text.replace('{"format"', '{"__proto__":{"version":1},"format"'),
      'model: unknown key "__proto__"',
    ],
    [
      'with constructor',
      () => edited(({ target }) => Object.assign(target!, { constructor: 1 })),
      'model.target: unknown key "constructor"',
    ],
    ['that is nested without end', () => `${'['.repeat(1e5)}${']'.repeat(1e5)}`, 'model.format is missing'],
  ])('%s', (_, content, message) => {
    writeFileSync(join(folder, 'bad.json'), content());
    const before = readdirSync(folder);
    const { status, stdout, stderr } = moe(['predict', 'bad.json', 'table.csv', '-o', 'o.csv'], folder);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(stderr).toMatch(/^moe: bad\.json: .+\n$/);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('nowhere, where predictions are killed half-way: what was there stays', async () => {
    writeFileSync(join(folder, 'long.csv'), csvOf(Array.from({ length: 5000 }, () => rowsOf(40, 1)).flat()));
    writeFileSync(join(folder, 'kept.csv'), 'kept\n');
    const { child, ended } = startMoe(['predict', 'model.json', 'long.csv', '-o', 'kept.csv'], { cwd: folder });
    while (!readdirSync(folder).some((name) => /^\.kept\.csv\..*tmp$/.test(name)) && child.exitCode === null)
      await new Promise((next) => setTimeout(next, 5));
    child.kill('SIGKILL');
    expect((await ended).status).toBe('SIGKILL');
    expect(readFileSync(join(folder, 'kept.csv'), 'utf8')).toBe('kept\n');
  });
});
