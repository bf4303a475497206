/** What two runs say of their claims, and where they say otherwise. */
import type { Results } from '../../results/results.js';
import type { Judgement, JudgementChange } from './contract.js';

/**
 * The verdicts of claims.csv and the outcomes of tests.csv, by what they are of. They are words to be compared, be they
 * of this version of moe or of an earlier one.
 */
export function judgementsOf(results: Pick<Results, 'found'>): Judgement[] {
  const lines = (name: 'claims.csv' | 'tests.csv', ...columns: readonly string[]) => {
    const table = results.found(name);
    const whole = columns.every((column) => table?.columns.includes(column));
    return table !== null && whole ? table.rows.map((line) => columns.map((column) => line.text(column))) : [];
  };
  const verdicts = lines('claims.csv', 'id', 'verdict').map(([claim, word]) => ({
    claim: claim!,
    of: '',
    word: word!,
  }));
  const outcomes = lines('tests.csv', 'claim', 'test', 'role', 'under', 'outcome').map(
    ([claim, test, role, under, word]) => {
      const named = [role!, under!].filter((text) => text !== '').join(', ');
      return { claim: claim!, of: `test ${test}${named === '' ? '' : ` (${named})`}`, word: word! };
    },
  );
  return [...verdicts, ...outcomes];
}

/** The judgements that are other ones in B, and the claims that one run alone has, claim by claim in the order of A. */
export function judgementChanges(a: readonly Judgement[], b: readonly Judgement[]): JudgementChange[] {
  const keyOf = ({ claim, of }: Judgement) => JSON.stringify([claim, of]);
  const [inA, inB] = [new Map(a.map((one) => [keyOf(one), one])), new Map(b.map((one) => [keyOf(one), one]))];
  const all = [...new Map([...inA, ...inB]).values()];
  const claims = [...new Set(all.map(({ claim }) => claim))];
  const changes = all.flatMap((one): JudgementChange[] => {
    const [from, to] = [inA.get(keyOf(one))?.word ?? null, inB.get(keyOf(one))?.word ?? null];
    // Tests that one run alone has are another claim's form, which the specs tell.
    if (from === to || (one.of !== '' && (from === null || to === null))) return [];
    return [{ claim: one.claim, of: one.of, a: from, b: to }];
  });
  return changes.sort((one, other) => claims.indexOf(one.claim) - claims.indexOf(other.claim));
}
