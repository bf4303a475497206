/** Numbers that docs/ quotes are those of the committed results. */
import { beforeAll, describe, expect, it } from 'vitest';
import { findingOf } from '../experiment/spec/findings.js';
import { falseVerdicts, type JudgedClaim } from '../results/claims/judge.js';
import { type Quoted, sentenceOf } from '../results/findings.js';
import { pages, textOf } from './docs.fixture.js';
import { derivedOf, openSource, sourcesOf } from './sources.js';
import { quotedOf } from './study.js';
import { knownWith } from './vocabulary.js';

const experiments = ['fixed-data', 'sensitivity', 'inference', 'constraints', 'alternation'];

let claims: readonly JudgedClaim[];
let quoted: ReadonlyMap<string, Quoted>;
beforeAll(async () => {
  const { vocabulary } = await knownWith([]);
  const sources = sourcesOf(experiments, { results: 'results' }, vocabulary).map((source) => openSource(source));
  claims = sources.flatMap((source) => [...derivedOf(source, vocabulary, ['claims.csv']).claims]);
  quoted = new Map(sources.map((source) => [source.spec.name, quotedOf(source)]));
});

describe('a number with its source behind it, 50%<!-- {inference: I3} -->,', () => {
  const told = (page: string) =>
    [...textOf(page).matchAll(/([−\d.]+%?)<!-- (\{[^}]*\}) -->/g)].map(([, number, source]) => ({ number, source }));
  const found = (source: string) => sentenceOf(findingOf(source, []), { of: (name) => quoted.get(name ?? '') });

  it.each(pages)('is that of the results: %s', (page) => {
    expect(told(page)).toEqual(told(page).map(({ source }) => ({ number: found(source!), source })));
  });

  it('is on the page of claims for each number that is ours', () => {
    const text = textOf('docs/claims.md').replace(/<!-- claims:[\s\S]*?<!-- \/claims -->/g, '');
    expect(told('docs/claims.md')).toHaveLength(text.split(/<!-- \{/).length - 1);
    expect(told('docs/claims.md').length).toBeGreaterThan(30);
  });
});

describe('docs/verdicts.md', () => {
  const page = textOf('docs/verdicts.md').replace(/\s+/g, ' ');
  const tenths = (value: number | null) => value!.toFixed(1);

  it('works claim F1 through with its own tests', () => {
    const { tests, verdict } = claims.find(({ id }) => id === 'F1')!;
    const [, table] = /<!-- tests: F1 -->\n[^\n]*\n[^\n]*\n([\s\S]*?)<!-- \/tests -->/.exec(
      textOf('docs/verdicts.md'),
    )!;
    const told = table!.trim().split('\n');
    const all = tests.map(({ role, under, n, value, low, high, outcome }) =>
      [
        ...['', role, under || 'as chosen for it', String(n)],
        `${tenths(value)} [${tenths(low)}, ${tenths(high)}]`,
        ...[outcome, ''],
      ]
        .join(' | ')
        .trim(),
    );
    expect(told).toHaveLength(8);
    expect(told.filter((line) => !all.includes(line))).toEqual([]);
    const [stated] = tests;
    const other = tests.filter(({ role }) => role === 'robustness');
    expect([verdict, other.length, other.filter(({ outcome }) => outcome === 'fails').length]).toEqual([
      'not testable here',
      15,
      8,
    ]);
    expect(page).toContain(`ends unstable on ${tenths(stated!.value)}%`);
    expect(page).toContain(`about ${stated!.needed!.toLocaleString('en')} data sets would decide`);
    expect(page).toContain('first verdict in the table that applies is **not testable here**');
  });

  it('bounds the number of false verdicts by the sum of their levels', () => {
    expect(page).toContain(`at most ${tenths(falseVerdicts(claims))} of the ${claims.length} verdicts would be wrong`);
  });
});

it('docs/library.md has the times of plots/bench/assignment.csv', () => {
  const [, ...lines] = textOf('plots/bench/assignment.csv').trim().split('\n');
  const rows = lines.map((line) => line.split(','));
  const time = (of: string, at: number) => Number(rows.find(([solver, n]) => solver === of && Number(n) === at)![3]);
  const page = textOf('docs/library.md').replace(/\s+/g, ' ');
  expect(page).toContain('less than half a millisecond for 3000 samples and 3 experts');
  expect(time('flow', 3000)).toBeLessThan(0.5);
  expect(page).toContain(`and ${(time('flow', 1_000_000) / 1000).toFixed(1)} s for a million`);
  expect(page).toContain("HiGHS's interior point method takes 100 to 300 times as long up to n = 100,000");
  for (const n of [100, 300, 1000, 3000, 10_000, 30_000, 100_000]) {
    const ratio = time('HiGHS ipm', n) / time('flow', n);
    expect(ratio).toBeGreaterThan(100);
    expect(ratio).toBeLessThan(300);
  }
  expect(page).toContain('GLPK 1000 times as long at n = 3000');
  expect(Number((time('glpk', 3000) / time('flow', 3000)).toPrecision(1))).toBe(1000);
});

it('docs/own-data.md has the scores of plots/bench/own-data.md', () => {
  const [scores] = /^\|.*\n(?:\|.*\n)+/m.exec(textOf('plots/bench/own-data.md'))!;
  expect(scores).toContain('| quakes | R2 |');
  expect(textOf('docs/own-data.md')).toContain(`\n${scores}`);
});

describe('docs/trust.md', () => {
  const page = textOf('docs/trust.md');
  const words = page.replace(/\s+/g, ' ');
  const file = (name: string) => textOf(`plots/bench/trust-${name}.md`);

  it.each([
    'coverage',
    'needed',
    'bootstrap',
    'bound',
    'drift',
  ])('has the tables of plots/bench/trust-%s.md', (name) => {
    const tables = file(name).match(/^\|.*\n(?:\|.*\n)+/gm)!;
    expect(tables).toHaveLength(name === 'needed' ? 2 : 1);
    for (const table of tables) expect(page).toContain(`\n${table}`);
  });

  it('says in words what they say where they fall short', () => {
    const [, low, high] = /hold the optimum in (\S+%) to (\S+%)/.exec(file('bootstrap'))!;
    expect(words).toContain(`by coefficient, ${low} to ${high} of them hold the optimum`);
    const [, alarms, ends] = /heteroscedastic noise, from 0.3 to 3.3 \| 60 \| 800 \| (\S+ %) \| (\S+ %)/.exec(
      file('needed'),
    )!;
    expect(words).toContain(`false alarms: ${alarms} (${ends});`);
    const [, calm, other] = /five times the other’s \| 200 \| [^|]* \| (\S+) [^|]*\| (\S+) /.exec(file('coverage'))!;
    expect(words).toContain(`${calm}% of the calm expert's rows are within, and ${other}% of the other's`);
  });
});
