/** What the commands for a table of one's own show in a wide and in a narrow terminal, as golden text. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widthOf } from '../documents/text-width.js';
import { moe } from './process.fixture.js';
import { folderFixture, screenOf } from './screens.fixture.js';

/** Two lines, which z tells apart; one column does not vary. */
function linesTable(): string {
  const rows = Array.from({ length: 60 }, (_, i) => {
    const [x, z] = [(i * 7) % 20, ((i * 13) % 31) - 15];
    const y = (z < 0 ? 100 + 5 * x : 400 - 20 * x) + ((i * 11) % 5) - 2;
    return [x, z, 1, i % 3 === 0 ? 'a' : 'b', y].join(',');
  });
  return `${['x,z,same,kind,y', ...rows].join('\n')}\n`;
}

/** The same lines with long names, weights, and three rows that are on none. */
function surveyTable(): string {
  const lines = linesTable().trimEnd().split('\n').slice(1);
  const rows = lines.map((line, i) => {
    const [x, z, , kind, y] = line.split(',');
    return [x, z, kind === 'a' ? 'strongly agree' : 'strongly disagree', 1 + (i % 3), i % 20 === 7 ? 5000 : y].join(
      ',',
    );
  });
  return `${['x,z,how satisfied are you with the service,w,y', ...rows].join('\n')}\n`;
}

/** Yes where a and b have the same sign, and some that are wrong. */
function signsTable(): string {
  const rows = Array.from({ length: 80 }, (_, i) => {
    const [a, b] = [((i * 7) % 20) - 9.5, ((i * 13) % 31) - 15.5];
    return [a, b, a * b > 0 !== (i % 9 === 0) ? 'yes' : 'no'].join(',');
  });
  return `${['a,b,same', ...rows].join('\n')}\n`;
}

/** One line with noise. */
function lineTable(): string {
  const rows = Array.from({ length: 60 }, (_, i) => [(i * 7) % 20, 3 * ((i * 7) % 20) + ((i * 29) % 13)].join(','));
  return `${['x,y', ...rows].join('\n')}\n`;
}

/** Fifty columns, each of its own period. */
function wideTable(): string {
  const names = Array.from({ length: 50 }, (_, t) => `column${t + 1}`);
  const rows = Array.from({ length: 400 }, (_, i) => {
    const x = names.map((_, t) => (i * (t + 3) * (t + 3)) % 101);
    return [...x, x[i % 6]! - 3 * x[(i % 6) + 6]! + ((i * 11) % 5)].join(',');
  });
  return `${[[...names, 'y'].join(','), ...rows].join('\n')}\n`;
}

const widths = [40, 80] as const;

const quick = ['--method', 'multistart', '--starts', '4'];
const simulated = ['--experts', '1..2', '--method', 'kmeans', '--needed', '19'];

describe('the screen of', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'moe-own-screens-'));
    writeFileSync(at('lines.csv'), linesTable());
    writeFileSync(at('wide.csv'), wideTable());
    writeFileSync(at('survey.csv'), surveyTable());
    writeFileSync(at('signs.csv'), signsTable());
    writeFileSync(at('line.csv'), lineTable());
    writeFileSync(at('beyond.csv'), 'x,z,kind\n3,-4,a\n2000,-3,b\n5,-9,a\n');
    const known = ['lines.csv', 'y ~ x + kind | z', '--experts', '2', ...quick, '-q', '--out', 'known.json'];
    expect(moe(['fit', ...known], folder)).toMatchObject({ status: 0, stderr: '' });
    const model = JSON.parse(readFileSync(at('known.json'), 'utf8'));
    model.origin.data.rows--;
    writeFileSync(at('edited.json'), JSON.stringify(model));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[name: string, args: readonly string[], stream?: 'stdout' | 'stderr']>([
    [
      'fit',
      [
        ...['fit', 'lines.csv', 'y ~ x + same + kind | z', '--experts', '1..3', ...quick],
        ...['--validate', '3fold', '--out', 'model.json'],
      ],
    ],
    ['fit-wide', ['fit', 'wide.csv', '--target', 'y', '--experts', '6', '--method', 'kmeans', '--gate', 'none']],
    [
      'fit-survey',
      [
        ...['fit', 'survey.csv', '--target', 'y', '--experts', '2', ...quick, '--gate', 'tree'],
        ...['--weights', 'w', '--outliers', '.05'],
      ],
    ],
    ['fit-classes', ['fit', 'signs.csv', '--target', 'same', '--experts', '2', '--method', 'kmeans']],
    ['fit-line', ['fit', 'line.csv', '--target', 'y', '--experts', '1..2', ...quick, '--validate', '0.3']],
    ['fit-intervals', ['fit', 'lines.csv', 'y ~ x | z', '--experts', '2', '--method', 'kmeans', '--intervals', '.8']],
    ['fit-needed', ['fit', 'lines.csv', 'y ~ x | z', ...simulated]],
    ['fit-needless', ['fit', 'line.csv', '--target', 'y', ...simulated]],
    ['predict', ['predict', 'known.json', 'lines.csv', '-o', 'said.csv'], 'stderr'],
    ['predict-beyond', ['predict', 'known.json', 'beyond.csv', '-o', 'said.csv'], 'stderr'],
    ['inspect', ['inspect', 'known.json']],
    ['inspect-data', ['inspect', 'known.json', '--data', 'lines.csv']],
    ['check-model', ['check', 'known.json', '--data', 'lines.csv']],
    ['check-model-edited', ['check', 'edited.json', '--data', 'lines.csv']],
  ])('%s', async (name, args, stream) => {
    for (const columns of widths) {
      const text = screenOf(folder, args, columns, stream);
      for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      await expect(text).toMatchFileSnapshot(join(folderFixture, `${name}-${columns}.txt`));
    }
  });

  it.each(['fit', 'predict', 'inspect'])('the help of %s', async (command) => {
    const text = screenOf(folder, [command, '--help'], 80);
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
    await expect(text).toMatchFileSnapshot(join(folderFixture, `help-${command}-80.txt`));
  });
});
