import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseSource, readSource } from '../experiment/spec/source.js';
import { paper, table1 } from './sentences.fixture.js';

interface Sentence {
  readonly sentence: string;
  readonly section: string;
  readonly place?: number;
}

interface Claim extends Sentence {
  readonly id: string;
  readonly paper: string;
  readonly tests: readonly { readonly role?: string; readonly quote?: string }[];
}

interface Spec {
  readonly claims?: readonly Claim[];
  readonly notJudged?: readonly (Sentence & { readonly why: string })[];
}

const specs = readdirSync('experiments')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => parseSource(readSource(`experiments/${file}`)).data as unknown as Spec);
const claims = specs.flatMap((spec) => spec.claims ?? []);
const notJudged = specs.flatMap((spec) => spec.notJudged ?? []);

/** Letters, digits and punctuation alone: neither how quotes are drawn nor where a line ends. */
const plain = (text: string): string =>
  text.replaceAll(/[“”]/g, '"').replaceAll(/[‘’]/g, "'").replaceAll(/\s+/g, ' ').trim();

/** What stands between the ellipses. */
const pieces = (sentence: string): string[] => plain(sentence).split('[...]').map(plain).filter(Boolean);

const testable = paper.flatMap(({ section, testable }) => testable.map((text) => ({ section, text: plain(text) })));
const passages = [...testable.map(({ text }) => text), ...paper.flatMap(({ quoted }) => quoted.map(plain))];

/** The section of `4.4, Figure 3` is 4.4. */
const sectionOf = ({ section }: Sentence): string => section.split(',')[0]!;
const isCell = ({ sentence }: Sentence): boolean => sentence.startsWith('Table 1: ');

/** The sentences of the paper that hold a piece of this one. */
const entriesOf = (claim: Sentence) =>
  pieces(claim.sentence).map((piece) =>
    testable.findIndex(({ section, text }) => section === sectionOf(claim) && text.includes(piece)),
  );

describe('the sentences of the paper', () => {
  it('are there, each once', () => {
    expect(testable.length).toBeGreaterThan(60);
    expect(new Set(testable.map(({ text }) => text)).size).toBe(testable.length);
  });

  it.each(claims.filter((claim) => !isCell(claim)))('hold that of claim $id word for word', (claim) => {
    const found = entriesOf(claim);
    expect(found.length).toBeGreaterThan(0);
    expect(found).not.toContain(-1);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
  });

  it.each(claims.filter(isCell))('hold the number of claim $id in Table 1', ({ sentence, paper: number }) => {
    const [row, column] = sentence.slice('Table 1: '.length).split(', ');
    const numbers = Object.entries(table1.rows).find(([name]) => name.toLowerCase() === row!.toLowerCase());
    expect(numbers?.[1][(table1.columns as readonly string[]).indexOf(column!)]).toBe(number);
  });

  it('stand in the specs at their places in the paper, the cells of Table 1 together in its section', () => {
    const all = [...claims, ...notJudged];
    const sentences = all.filter((one) => !isCell(one));
    expect(sentences.map(({ sentence, place }) => [place, sentence])).toEqual(
      sentences.map((one) => [entriesOf(one)[0]! + 1, one.sentence]),
    );
    const [place, ...others] = new Set(all.filter(isCell).map((cell) => cell.place));
    expect(others).toEqual([]);
    expect(testable[place! - 1]?.section).toBe('4.4');
  });

  it('hold what readings quote', () => {
    const quotes = claims.flatMap(({ id, tests }) =>
      tests.flatMap(({ quote }) => (quote === undefined ? [] : [{ id, quote }])),
    );
    expect(quotes.length).toBeGreaterThan(0);
    const absent = quotes.filter(({ quote }) =>
      pieces(quote).some((piece) => !passages.some((text) => text.includes(piece))),
    );
    expect(absent).toEqual([]);
  });

  it('have a claim each, or a reason why not', () => {
    const claimed = new Set(claims.filter((claim) => !isCell(claim)).flatMap(entriesOf));
    const listed = new Map(notJudged.map((one) => [plain(one.sentence), one]));
    const silent = testable.filter(({ text }, e) => !claimed.has(e) && !listed.has(text));
    expect(silent).toEqual([]);
    const both = testable.filter(({ text }, e) => claimed.has(e) && listed.has(text));
    expect(both).toEqual([]);
    const texts = testable.map(({ section, text }) => `${section}: ${text}`);
    for (const { sentence, section, why } of notJudged) {
      expect(texts).toContain(`${section}: ${plain(sentence)}`);
      expect(why.length).toBeGreaterThan(10);
    }
  });
});
