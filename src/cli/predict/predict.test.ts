import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../fit/apply.js';
import { parseTable } from '../../tables/csv.js';
import { readTable } from '../../tables/read-table.js';
import { moe, root, startMoe } from '../process.fixture.js';
import { vocabulary } from '../vocabulary.js';
import { csvOf, fitFile, header, rowsOf } from './model-file.fixture.js';
import { openModel } from './predict.js';

let folder: string;
const at = (name: string) => join(folder, name);
const write = (name: string, rows: readonly string[], head = header): string => {
  writeFileSync(at(name), csvOf(rows, head));
  return name;
};
const predict = (...args: readonly string[]) => moe(['predict', ...args], folder);
const linesOf = (text: string) => text.trimEnd().split('\n');
const odd = ['a,b', 'say "no"', 'two\nlines'];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'moe-predict-'));
  write('train.csv', rowsOf(240, 1));
  write('odd.csv', rowsOf(240, 1, odd));
  write('new.csv', rowsOf(90, 2));
  write(
    'holes.csv',
    rowsOf(240, 1).map((row, i) => (i % 24 === 5 ? row.replace(/^[^,]*/, '') : row)),
  );
  await fitFile(folder, 'model.json', 'train.csv', { formula: 'y ~ x + c | z' });
  await fitFile(folder, 'base.json', 'train.csv', { formula: 'y ~ x + c | z', unseen: 'base' });
  await fitFile(folder, 'no-gate.json', 'train.csv', { formula: 'y ~ x', gate: 'none' });
  await fitFile(folder, 'classes.json', 'odd.csv', { formula: 'kind ~ x + z' });
  for (const missing of ['drop', 'mean', 'own-level'])
    await fitFile(folder, `${missing}.json`, 'holes.csv', { formula: 'y ~ x + c | z', missing });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('moe predict', () => {
  it('writes a line for each row, to stdout or a file, and is silent to a program', () => {
    const { status, stdout, stderr } = predict('model.json', 'new.csv');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = linesOf(stdout);
    expect(lines[0]).toBe('prediction,expert,share,outside');
    expect(lines).toHaveLength(91);
    expect(predict('model.json', 'new.csv', '-o', 'out.csv')).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(at('out.csv'), 'utf8')).toBe(stdout);
  });

  it('says what the model says of the whole table in memory, to the last bit', async () => {
    write('long.csv', rowsOf(45_000, 3));
    const model = await openModel(at('model.json'), vocabulary);
    const { frame } = await readTable(at('long.csv'));
    const whole = apply(model, 'normal', frame);
    expect(predict('model.json', 'long.csv', '-o', 'long-out.csv').status).toBe(0);
    const table = parseTable(readFileSync(at('long-out.csv'), 'utf8'), 'long-out.csv');
    expect(table.rows).toHaveLength(45_000);
    const column = (name: string) => Float64Array.from(table.rows, (row) => row.number(name));
    expect(column('prediction')).toEqual(whole.prediction);
    expect(column('share')).toEqual(whole.share);
    expect(Uint32Array.from(column('expert'))).toEqual(whole.expert);
    expect(Uint8Array.from(column('outside'))).toEqual(whole.outside);
  });

  it('needs no target, takes columns by name in any order, and passes by those that it does not know', () => {
    const { stdout } = predict('model.json', 'new.csv');
    const moved = rowsOf(90, 2).map((row) => {
      const [x, z, c] = row.split(',');
      return `1;${c};free text;${x};;${z}`;
    });
    write('moved.csv', moved, 'id;c;note;x;nothing;z');
    expect(predict('model.json', 'moved.csv')).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('reads a gzipped table', () => {
    writeFileSync(at('new.csv.gz'), gzipSync(readFileSync(at('new.csv'))));
    expect(predict('model.json', 'new.csv.gz')).toEqual(predict('model.json', 'new.csv'));
  });

  it('marks rows beyond what was learned from: numbers out of range, and categories that are new', () => {
    write('far.csv', ['5,0.5,red', '5000,0.5,red', '5,-7,red', '5,0.5,mauve'], 'x,z,c');
    const outside = linesOf(predict('base.json', 'far.csv').stdout).map((line) => line.split(',').at(-1));
    expect(outside).toEqual(['outside', '0', '1', '1', '1']);
  });

  it('has a column for each class, whose probabilities sum to one, with names quoted where they must be', () => {
    const { stdout, stderr } = predict('classes.json', 'odd.csv');
    expect(stderr).toBe('');
    const { columns, rows } = parseTable(stdout, 'out.csv');
    const labels = odd.toSorted();
    expect(columns).toEqual(['prediction', 'expert', 'share', 'outside', ...labels.map((label) => `p_${label}`)]);
    expect(rows).toHaveLength(240);
    for (const row of rows) {
      const shares = labels.map((label) => row.number(`p_${label}`));
      expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
      expect(labels[shares.indexOf(Math.max(...shares))]).toBe(row.text('prediction'));
    }
  });

  describe('with a target in the table', () => {
    const scored = (...args: readonly string[]) => JSON.parse(predict(...args, '--json').stdout);

    it('tells R2 over the rows, and each expert beside what it was when learned', () => {
      const { rows: lines } = parseTable(predict('model.json', 'new.csv').stdout, 'out.csv');
      const y = rowsOf(90, 2).map((row) => Number(row.split(',')[3]));
      const said = lines.map((line) => line.number('prediction'));
      const mean = y.reduce((sum, value) => sum + value) / 90;
      const sum = (of: (value: number, i: number) => number) => y.reduce((all, value, i) => all + of(value, i), 0);
      const r2 = 1 - sum((value, i) => (value - said[i]!) ** 2) / sum((value) => (value - mean) ** 2);
      const { version, score } = scored('model.json', 'new.csv');
      expect({ version, rows: score.rows, metric: score.metric }).toEqual({ version: 1, rows: 90, metric: 'r2' });
      expect(score.value).toBeCloseTo(r2, 10);
      const own = lines.flatMap((line, i) => (line.number('expert') === 0 ? [(y[i]! - said[i]!) ** 2] : []));
      expect(score.experts[0].share).toBe(own.length / 90);
      expect(score.experts[0].loss).toBeCloseTo(own.reduce((all, error) => all + error) / own.length, 8);
    });

    it('sees no drift in the very rows that it learned from', () => {
      const { score } = scored('model.json', 'train.csv');
      for (const { share, loss, was } of score.experts) {
        expect(share).toBe(was.share);
        expect(loss).toBeCloseTo(was.loss, 9);
      }
    });

    it('leaves rows without a target out of the score, and has none where all are', () => {
      write('some.csv', ['5,0.5,red,NA', '5,0.5,red,300', '6,0.5,red,280'], 'x,z,c,y');
      expect(scored('model.json', 'some.csv').score.rows).toBe(2);
      write('none.csv', ['5,0.5,red,'], 'x,z,c,y');
      expect(scored('model.json', 'none.csv').score).toMatchObject({ rows: 0, value: null });
      expect(scored('model.json', 'moved.csv').score).toBeNull();
    });

    it('counts rows, those beyond what was learned from, and those of each expert, without a target, too', () => {
      write('beyond.csv', ['5,0.5,red', '1e6,0.5,red', '5,-0.5,red', '-1e6,-0.5,red'], 'x,z,c');
      const { score, ...told } = scored('model.json', 'beyond.csv');
      expect(score).toBeNull();
      expect(told).toMatchObject({ rows: 4, unjudged: 0, outside: 2 });
      expect(told.shares.map(({ share }: { share: number }) => share)).toEqual([0.5, 0.5]);
      expect(told.shares.reduce((sum: number, { was }: { was: number }) => sum + was, 0)).toBeCloseTo(1, 12);
    });

    it('counts a class that was not learned from as wrong, without a loss', () => {
      const known = scored('classes.json', 'odd.csv').score;
      write('strange.csv', [...rowsOf(240, 1, odd), '5,0.5,red,300,never met']);
      const { rows, value, experts } = scored('classes.json', 'strange.csv').score;
      expect([rows, value]).toEqual([241, (known.value * 240) / 241]);
      expect(experts.map(({ loss }: { loss: number }) => loss)).toEqual(
        known.experts.map(({ loss }: { loss: number }) => loss),
      );
    });

    it('takes classes that are numbers for the same however they are written', async () => {
      const rows = (one: string) => rowsOf(60, 4, ['0', one]);
      write('numbers.csv', rows('1'));
      await fitFile(folder, 'numbers.json', 'numbers.csv', { formula: 'kind ~ z', expert: 'logistic' });
      write('numbers2.csv', rows('1.0'));
      expect(scored('numbers.json', 'numbers2.csv')).toEqual(scored('numbers.json', 'numbers.csv'));
    });

    it('shows it on stderr to a person, never on stdout', () => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [join(root, 'bin/moe.js'), 'predict', 'model.json', 'new.csv'],
        {
          ...{ cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', COLUMNS: '80' } },
        },
      );
      expect(stdout).toBe(predict('model.json', 'new.csv').stdout);
      expect(stderr).toMatch(
        /^90 rows, none with an input beyond what was learned from\nR2 0\.\d+ over 90 rows with a target\n/,
      );
      expect(stderr).toMatch(/expert 1( +[\d.]+%){2}( +[\d.]+){2}\n/);
    });
  });

  describe('cells', () => {
    it.each([
      [
        'model.json',
        ',0.5,red',
        'hole.csv:2 "x" is missing; the model was learned from a table without such cells of it',
      ],
      ['model.json', '1,0.5,mauve', 'hole.csv:2 "c" must be one of blue, green, red, as learned from; got "mauve"'],
      ['model.json', 'abc,0.5,red', 'hole.csv:2 "x" must be a number'],
    ])('are refused with their place: %s, %s', (model, row, message) => {
      write('hole.csv', [row], 'x,z,c');
      const { status, stdout, stderr } = predict(model, 'hole.csv', '-o', 'hole-out.csv');
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(message);
      expect(existsSync(at('hole-out.csv'))).toBe(false);
    });

    it('that are missing leave the row out, or are the mean, or of a level of their own, as when learned', () => {
      write('hole.csv', ['NA,0.5,red', '4,0.5,red'], 'x,z,c');
      expect(linesOf(predict('drop.json', 'hole.csv').stdout)[1]).toBe(',,,');
      const known = rowsOf(240, 1).flatMap((row, i) => (i % 24 === 5 ? [] : [Number(row.split(',')[0])]));
      write('mean.csv', [`${known.reduce((sum, x) => sum + x) / known.length},0.5,red`], 'x,z,c');
      const first = (model: string, table: string) => linesOf(predict(model, table).stdout)[1];
      expect(first('mean.json', 'hole.csv')).toBe(first('mean.json', 'mean.csv'));
      expect(first('own-level.json', 'hole.csv')).not.toBe(first('own-level.json', 'mean.csv'));
    });

    it('that are new are taken for the base where the model says so', () => {
      write('new-level.csv', ['4,0.5,mauve', '4,0.5,blue'], 'x,z,c');
      const [, mauve, blue] = linesOf(predict('base.json', 'new-level.csv').stdout);
      expect(mauve).toBe(blue!.replace(/0$/, '1'));
    });
  });

  describe('is refused, with exit code 2 and nothing written,', () => {
    it.each<[string, (() => void) | null, readonly string[], string]>([
      [
        'without a column that the model needs',
        () => write('lacks.csv', ['1,0.5,red'], 'xx,z,c'),
        ['model.json', 'lacks.csv', '-o', 'o.csv'],
        'lacks.csv has no column "x" (did you mean "xx"?); it has xx, z, c; the model needs it',
      ],
      ['by a model without a gate', null, ['no-gate.json', 'new.csv', '-o', 'o.csv'], 'no-gate.json has no gate'],
      ['for a table that is not there', null, ['model.json', 'absent.csv', '-o', 'o.csv'], 'absent.csv'],
      ['for a model that is not there', null, ['absent.json', 'new.csv', '-o', 'o.csv'], 'absent.json'],
      [
        'for a table as the model',
        null,
        ['new.csv', 'new.csv', '-o', 'o.csv'],
        'new.csv: a model file must be whole JSON, as moe fit writes it: Unexpected token',
      ],
      ['for a device as the model', null, ['/dev/zero', 'new.csv', '-o', 'o.csv'], 'a model file is needed'],
      [
        'onto a folder',
        () => mkdirSync(at('dir')),
        ['model.json', 'new.csv', '-o', 'dir'],
        'dir: a folder of that name',
      ],
      ['onto a device', null, ['model.json', 'new.csv', '-o', '/dev/full'], '/dev/full'],
      [
        'onto its own input',
        null,
        ['model.json', 'new.csv', '-o', './new.csv'],
        '--out must be another file than new.csv, which is read; got ./new.csv',
      ],
      ['without rows', () => write('bare.csv', []), ['model.json', 'bare.csv', '-o', 'o.csv'], 'bare.csv'],
    ])('%s', (_, before, args, message) => {
      before?.();
      const files = readdirSync(folder);
      const { status, stdout, stderr } = predict(...args);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr.split('\n')).toHaveLength(2);
      expect(stderr).toContain(message);
      expect(readdirSync(folder)).toEqual(files);
    });
  });

  describe('a table that is larger than what is held of it', () => {
    const rows = 200_000;
    beforeAll(async () => {
      const file = createWriteStream(at('large.csv'));
      file.write(`${header}\n`);
      const part = `${rowsOf(1000, 5).join('\n')}\n`;
      for (let r = 0; r < rows; r += 1000) if (!file.write(part)) await once(file, 'drain');
      file.end();
      await once(file, 'finish');
    });

    /** Its peak of memory, MB, as the system counts it. */
    const peak = (table: string): number => {
      const script = `process.on('exit', () => console.error(process.resourceUsage().maxRSS / 1024));
        process.argv.splice(1, 0, 'node'); process.argv.splice(1, 1); await import(${JSON.stringify(join(root, 'dist/main.js'))});`;
      writeFileSync(at('peak.mjs'), script);
      const { stderr, status } = spawnSync(
        process.execPath,
        [at('peak.mjs'), 'predict', 'model.json', table, '-o', 'large-out.csv'],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(status).toBe(0);
      return Number(stderr);
    };

    it('takes no more memory than a part of it', () => {
      write('part.csv', rowsOf(40_000, 5));
      const [less, more] = [peak('part.csv'), peak('large.csv')];
      expect(linesOf(readFileSync(at('large-out.csv'), 'utf8'))).toHaveLength(rows + 1);
      expect(more).toBeLessThan(less + 100);
    });

    it('ends early, without a word, where the reader of stdout has gone', () => {
      const script = `"$1" "$2" predict model.json large.csv | head -n 2; echo "\${PIPESTATUS[0]}"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', process.execPath, join(root, 'bin/moe.js')], {
        ...{ cwd: folder, encoding: 'utf8' },
      });
      const lines = linesOf(stdout);
      expect([lines[0], lines[2], stderr]).toEqual(['prediction,expert,share,outside', '0', '']);
    });

    it.each(['SIGINT', 'SIGTERM'] as const)('leaves nothing behind after %s', async (signal) => {
      const files = readdirSync(folder);
      const { child, ended } = startMoe(['predict', 'model.json', 'large.csv', '-o', 'stopped.csv'], { cwd: folder });
      while (!readdirSync(folder).some((name) => name.startsWith('.stopped.csv')))
        await new Promise((resolve) => setTimeout(resolve, 5));
      child.kill(signal);
      expect(await ended).toEqual({ status: 130, stdout: '', stderr: '' });
      expect(readdirSync(folder)).toEqual(files);
    });

    it('is refused where it changes while it is read', async () => {
      const { ended } = startMoe(['predict', 'model.json', 'large.csv', '-o', 'changed.csv'], { cwd: folder });
      while (!readdirSync(folder).some((name) => name.startsWith('.changed.csv')))
        await new Promise((resolve) => setTimeout(resolve, 5));
      writeFileSync(at('large.csv'), `${rowsOf(1, 6)[0]}\n`, { flag: 'a' });
      expect(await ended).toEqual({
        status: 2,
        stdout: '',
        stderr: 'moe: large.csv was changed while it was read\n',
      });
      expect(existsSync(at('changed.csv'))).toBe(false);
    });
  });
});
