/** Numbers that docs/ quotes are those of the committed results. */
import { beforeAll, describe, expect, it } from 'vitest';
import { falseVerdicts, type JudgedClaim } from '../results/claims/judge.js';
import { textOf } from './docs.fixture.js';
import { derivedOf, openSource, sourcesOf } from './sources.js';
import { knownWith } from './vocabulary.js';

const experiments = ['fixed-data', 'sensitivity', 'inference', 'constraints', 'alternation'];

let claims: readonly JudgedClaim[];
beforeAll(async () => {
  const { vocabulary } = await knownWith([]);
  claims = sourcesOf(experiments, { results: 'results' }, vocabulary).flatMap((source) => [
    ...derivedOf(openSource(source), vocabulary, ['claims.csv']).claims,
  ]);
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
    expect(page).toContain(`about ${stated!.needed!.toLocaleString('en').replace(',', ' ')} data sets would decide`);
    expect(page).toContain('first line of the table of verdicts that applies is **not testable here**');
  });

  it('bounds the number of false verdicts by the sum of their levels', () => {
    expect(page).toContain(`at most ${tenths(falseVerdicts(claims))} of the ${claims.length} verdicts are false`);
  });
});
