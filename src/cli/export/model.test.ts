/** `moe export` of model files, as a process. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../export/registry.js';
import { inPython, inSqlite } from '../../export/runners.fixture.js';
import { withoutPython } from '../../peer.fixture.js';
import { csvOf, fitFile, rowsOf } from '../predict/model-file.fixture.js';
import { moe, root } from '../process.fixture.js';

describe('moe export of a model', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'moe-export-model-'));
    writeFileSync(join(folder, 'table.csv'), csvOf(rowsOf(300, 1)));
    writeFileSync(join(folder, 'new.csv'), csvOf(rowsOf(50, 2)));
    await fitFile(folder, 'model.json', 'table.csv', { formula: 'y ~ x + c | z', gate: 'softmax' });
    await fitFile(folder, 'kind.json', 'table.csv', {
      formula: 'kind ~ x + c | z',
      gate: 'tree',
      method: 'gated-alternating',
    });
    await fitFile(folder, 'ungated.json', 'table.csv', { formula: 'y ~ x', gate: 'none' });
    await fitFile(folder, 'mlp.json', 'table.csv', { formula: 'y ~ x', gate: 'mlp' });
    const odd = ['"a', "b'); --", '*/</script>'].map((name) => `"${name.replaceAll('"', '""')}"`);
    const lines = rowsOf(60, 3).map((row) => row.split(',').slice(0, 3));
    writeFileSync(
      join(folder, 'odd.csv'),
      csvOf(
        lines.map(([x, z, c]) => [x, Number(x) + Number(z), c].join(',')),
        odd.join(','),
      ),
    );
    await fitFile(folder, 'odd.json', 'odd.csv', { target: "b'); --", gate: 'softmax', method: 'gated-alternating' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: readonly string[]) => moe(['export', ...args], folder);
  const exported = (...args: readonly string[]) => {
    const { status, stdout, stderr } = run(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };
  const table = (text: string) => {
    const [head, ...rows] = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    return rows.map((cells) => Object.fromEntries(cells.map((cell, at) => [head![at]!, cell])));
  };
  /** What `moe predict` writes of new.csv. */
  const predicted = (model: string) => table(moe(['predict', model, 'new.csv', '-q'], folder).stdout);
  const newRows = () => table(readFileSync(join(folder, 'new.csv'), 'utf8'));
  const near = (found: unknown, wanted: string | undefined) => {
    const value = Number(wanted);
    expect(Math.abs((found as number) - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
  };

  it('is a module that predicts what moe predict does, to the last digit', () => {
    writeFileSync(join(folder, 'model.mjs'), exported('model.json', '--format', 'js'));
    const script = `
      import { predict } from './model.mjs';
      import { readFileSync } from 'node:fs';
      const rows = JSON.parse(readFileSync(0, 'utf8'));
      console.log(JSON.stringify(rows.map((row) => predict({ ...row, x: Number(row.x) }))));`;
    const input = JSON.stringify(newRows());
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
      input,
      encoding: 'utf8',
    });
    const found = JSON.parse(stdout) as Record<string, unknown>[];
    const wanted = predicted('model.json');
    expect(found.map(({ prediction, expert, share }) => [String(prediction), String(expert), String(share)])).toEqual(
      wanted.map(({ prediction, expert, share }) => [prediction, expert, share]),
    );
  });

  it.skipIf(withoutPython('exported code'))(
    'is Python, and SQL over a table of such a name, of a model of classes',
    () => {
      const rows = newRows();
      const wanted = predicted('kind.json');
      const [found] = inPython([{ code: exported('kind.json', '--format', 'python'), rows }]);
      const code = exported('kind.json', '--format', 'sql', '--table', 'main.new rows');
      const [said] = inSqlite([{ code, rows, table: 'main."new rows"', kind: 'NUMERIC', nulls: false }]);
      wanted.forEach((row, i) => {
        const own = found![i] as unknown as {
          prediction: string;
          expert: number;
          share: number;
          p: Record<string, number>;
        };
        for (const { prediction, expert } of [own, said![i]!])
          expect([prediction, String(expert)]).toEqual([row.prediction, row.expert]);
        near(own.share, row.share);
        near(said![i]!.share, row.share);
        for (const label of ['up', 'down']) {
          near(own.p[label], row[`p_${label}`]);
          near(said![i]![`p_${label}`], row[`p_${label}`]);
        }
      });
    },
  );

  it('says what it is in its first lines, with the equations of its experts, and says the same each time', () => {
    const text = exported('model.json', '--format', 'js');
    const { digest, origin } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const head = text.split('\n\n')[0]!;
    expect(head).toContain('// Predicts y: 2 experts (linear), of which a gate (softmax) chooses one for each row.\n');
    expect(head).toContain('// Formula: y ~ x + c | z\n');
    expect(head).toContain(digest);
    expect(head).toContain(origin.data.sha256);
    expect(text).toMatch(/\/\/ expert \d: y = \S+ [-+] \S+ \* x /);
    expect(exported('model.json', '--format', 'js')).toBe(text);
  });

  it('holds names that mean something to a language as data, in the formula above it, too', () => {
    const text = exported('odd.json', '--format', 'js');
    expect(text).not.toContain('</script>');
    writeFileSync(join(folder, 'odd.mjs'), text);
    expect(spawnSync(process.execPath, ['--check', 'odd.mjs'], { cwd: folder, encoding: 'utf8' })).toMatchObject({
      status: 0,
    });
  });

  it('is written to a file whole, and printed otherwise', () => {
    const { status, stdout, stderr } = run('model.json', '--format', 'sql', '-o', 'model.sql');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(folder, 'model.sql'), 'utf8')).toBe(exported('model.json', '--format', 'sql'));
  });

  it('is offered in the languages that there are', () => {
    const { stdout } = moe(['export', '--help'], root);
    for (const { name } of languages) expect(stdout).toContain(`"${name}"`);
  });

  it.each<[args: readonly string[], message: string]>([
    [['model.json'], '--format must be one of js, python, sql for a model; got none'],
    [['model.json', '--format', 'csv'], '--format must be one of js, python, sql for a model; got csv'],
    [['fixed-data', '--format', 'js'], '--format js is for a model, a file that moe fit wrote; got fixed-data'],
    [['none.json', '--format', 'js'], '--format js is for a model, a file that moe fit wrote; got none.json'],
    [['table.csv', '--format', 'js'], '--format js is for a model, a file that moe fit wrote; got table.csv'],
    [['model.json', 'fixed-data', '--format', 'js'], 'a model is exported alone; got fixed-data beside model.json'],
    [['model.json', 'kind.json', '--format', 'js'], 'a model is exported alone; got kind.json beside model.json'],
    [
      ['model.json', '--format', 'jss'],
      '--format must be one of json, csv, markdown, latex, js, python, sql; got "jss" (did you mean "js"?)',
    ],
    [['model.json', '--format', 'js', '--table', 'x'], '--table is for --format sql of a model; got --format js'],
    [
      ['model.json', '--format', 'sql', '--table', ''],
      '--table must be the name of a table, such as cars or main.cars; got ""',
    ],
    [
      ['model.json', '--format', 'sql', '--table', 'a..b'],
      '--table must be the name of a table, such as cars or main.cars; got "a..b"',
    ],
    [
      ['model.json', '--format', 'sql', '--table', 'moe_rows'],
      `model.json: --table must not begin with moe_, as the query's own names do; got "moe_rows"`,
    ],
    [
      ['model.json', '--format', 'js', '--digits', '3'],
      '--digits is for results of experiments; model.json is a model',
    ],
    [['model.json', '--format', 'js', '--quick'], '--quick is for results of experiments; model.json is a model'],
    [
      ['model.json', '--format', 'js', '--out', 'model.json'],
      '--out must be another file than model.json, which is read; got model.json',
    ],
    [
      ['model.json', '--format', 'js', '--out', 'no/model.js'],
      'cannot write no/model.js: the folder does not exist (ENOENT)',
    ],
    [
      ['ungated.json', '--format', 'js'],
      'ungated.json: the model has no gate, so nothing says which expert predicts a row: fit with --gate',
    ],
    [
      ['mlp.json', '--format', 'sql'],
      'mlp.json: gate mlp cannot be written as sql, which has no tanh layer: --format js and python have one',
    ],
  ])('is refused: %j', (args, message) => {
    const before = readdirSync(folder);
    expect(run(...args)).toEqual({ status: 2, stdout: '', stderr: `moe: ${message}\n` });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('is refused of a model that was cut or edited', () => {
    const text = readFileSync(join(folder, 'model.json'), 'utf8');
    for (const [content, message] of [
      [text.slice(0, text.length / 2), 'a model file must be whole JSON, as moe fit writes it'],
      [text.replace(/"center":/, '"center":1'), 'model.digest must be'],
    ] as const) {
      writeFileSync(join(folder, 'bad.json'), content);
      const { status, stdout, stderr } = run('bad.json', '--format', 'js');
      expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
    }
  });
});
