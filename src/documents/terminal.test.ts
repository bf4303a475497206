import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Block, badge, heading, literal, paragraph, soft, type Table } from './contract.js';
import { everyBlock, hostileTexts } from './document.fixture.js';
import { terminal } from './terminal.js';
import { widthOf } from './text-width.js';

const at = (columns: number, ...document: readonly Block[]) => terminal(document, { columns, color: false });
const endless = Number.POSITIVE_INFINITY;

const table = (rows: Table['rows'], ...titles: readonly string[]): Table => ({
  kind: 'table',
  caption: '',
  columns: titles.map((title) => ({ title, number: title === 'n', spare: title === 'spare' })),
  rows,
});

describe('a document on a terminal', () => {
  it('breaks lines between words, and a word only where it is longer than a line', () => {
    expect(at(20, paragraph('one two three four five six'))).toBe('one two three four\nfive six');
    expect(at(20, paragraph('see results/fixed-data/trials.csv'))).toBe('see\nresults/fixed-data/\ntrials.csv');
    expect(at(20, paragraph(`to ${'x'.repeat(30)} be`))).toBe(`to\n${'x'.repeat(20)}\n${'x'.repeat(10)} be`);
    expect(at(endless, paragraph('one two '.repeat(100)))).not.toContain('\n');
  });

  it('breaks no command where the line before it can end instead', () => {
    const next = (columns: number) => at(columns, paragraph(['first ', literal('moe run own.yaml'), ' computes it']));
    expect(next(20)).toBe('first\nmoe run own.yaml\ncomputes it');
    expect(next(endless)).toBe('first moe run own.yaml computes it');
    expect(at(20, paragraph(literal('moe run a-longer-name.yaml')))).toBe('moe run\na-longer-name.yaml');
  });

  it('counts wide letters twice, and what combines not at all', () => {
    expect(at(20, paragraph('漢字漢字 漢字漢字 漢字漢字'))).toBe('漢字漢字 漢字漢字\n漢字漢字');
    expect(at(20, paragraph('e\u0301e\u0301e\u0301e\u0301 0123456789 e\u0301e\u0301e\u0301'))).not.toContain(
      '0123456789\n0',
    );
    expect(
      at(
        80,
        table(
          [
            ['漢字', '1'],
            ['e\u0301', '22'],
          ],
          'a',
          'n',
        ),
      ),
    ).toBe(['  a      n', '  漢字   1', '  e\u0301     22'].join('\n'));
  });

  it('separates blocks by a line, but not lines of text from each other or a list, nor a heading from what it heads', () => {
    const list: Block = { kind: 'list', items: ['a', 'b'] };
    expect(at(80, heading(2, 'H'), list, paragraph('one'), paragraph('two'), list)).toBe(
      'H\n  - a\n  - b\n\none\ntwo\n  - a\n  - b',
    );
  });

  it('sets what belongs to a label beside it, and under it where there is no room', () => {
    const facts: Block = { kind: 'facts', entries: [['a label', ['one two three four five', 'six']]] };
    expect(at(30, facts)).toBe('  a label  one two three\n             four five\n           six');
    expect(at(20, facts)).toBe('  a label\n    one two three\n      four five\n    six');
  });

  it('sets numbers at the right, and names rows by a row of their own', () => {
    const rows: Table['rows'] = [{ kind: 'span', text: 'cell', lines: ['noted'] }, ['error', '1.5'], ['a', '12.25']];
    expect(at(80, table(rows, 'metric', 'n'))).toBe(
      ['    metric      n', '  cell', '    noted', '    error     1.5', '    a       12.25'].join('\n'),
    );
  });

  it('breaks text, then leaves out a column that can be spared, then makes cards of rows', () => {
    const words = 'some words that are many enough to be broken into lines';
    const one = table([['row', '7', 'spared', words]], 'name', 'n', 'spare', 'text');
    expect(at(100, one)).toContain('spared');
    expect(at(60, one)).toBe(
      [
        '  name  n  spare   text',
        '  row   7  spared  some words that are many enough to be',
        '                   broken into lines',
      ].join('\n'),
    );
    expect(at(38, one)).toBe(
      [
        '  name  n  text',
        '  row   7  some words that are many',
        '           enough to be broken into',
        '           lines',
      ].join('\n'),
    );
    expect(at(24, one)).toBe(
      [
        '  row',
        '    n     7',
        '    text  some words',
        '          that are many',
        '          enough to be',
        '          broken into',
        '          lines',
      ].join('\n'),
    );
  });

  it('has colors where they are wanted, always with a sign', () => {
    const said = [paragraph([badge('good', 'ok'), ', ', badge('bad', 'very bad'), soft(' aside')])];
    expect(terminal(said, { columns: 80, color: false })).toBe('✓ ok, ✗ very bad aside');
    const painted = terminal(said, { columns: 80, color: true });
    expect(painted).toContain('\u001b[31m');
    expect(stripVTControlCharacters(painted)).toBe('✓ ok, ✗ very bad aside');
  });

  it('gives one column to each letter that it does not look at closely', () => {
    const codes = [...Array(0x300).keys(), ...Array.from({ length: 0x800 }, (_, code) => 0x2000 + code)];
    const single = codes.map((code) => String.fromCodePoint(code)).filter((letter) => widthOf(letter) === 1);
    // Beside a wide letter, each is segmented and looked up.
    for (const letter of single) expect(widthOf(`漢 ${letter}`)).toBe(4);
    expect(single.length).toBeGreaterThan(1000);
  });

  it('obeys no text of a user, keeps to its width, and says the same in color', () => {
    fc.assert(
      fc.property(hostileTexts, fc.integer({ min: 20, max: 130 }), (text, columns) => {
        const document = everyBlock(text).filter(({ kind }) => kind !== 'code');
        const plain = terminal(document, { columns, color: false });
        expect(plain).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_C}|\p{Cs}/u);
        for (const line of plain.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        expect(stripVTControlCharacters(terminal(document, { columns, color: true }))).toBe(plain);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});
