/** What a run says of the paper's claims: those that came out otherwise than expected, and how many came to which verdict. */
import { counted } from '../../counted.js';
import {
  type Badge,
  type Document,
  type Facts,
  paragraph,
  prose,
  soft,
  strong,
  type Text,
} from '../../documents/contract.js';
import { rounded, withInterval } from '../../documents/numbers.js';
import { verdicts } from '../../experiment/claim-contract.js';
import { wholeGrid } from '../../experiment/grid.js';
import { verdictBadge } from '../../report/claims.js';
import { wholeClaims } from '../../results/claims/cells.js';
import type { JudgedClaim } from '../../results/claims/judge.js';
import type { Plan } from '../../runner/plan.js';

/** @param all lists every claim. Of a part of the whole grid, such as a quick run, those alone that it can judge. */
export function claimsDocument(plan: Plan, claims: readonly JudgedClaim[], all: boolean): Document {
  if (claims.length === 0) return [];
  const judged = judgedBy(plan, claims);
  const listed = judged.filter(({ asExpected }) => all || !asExpected);
  return [
    ...(listed.length > 0 ? [claimFacts(listed)] : []),
    ...(judged.length > 0 ? [paragraph(tally(judged))] : []),
    ...(judged.length < claims.length ? [paragraph(partial(plan, judged.length, claims.length))] : []),
  ];
}

/** Whether a run judges all claims of its spec. */
export function judgesAll(plan: Plan, claims: readonly JudgedClaim[]): boolean {
  return judgedBy(plan, claims).length === claims.length;
}

function judgedBy({ request: { spec, catalog }, cells }: Plan, claims: readonly JudgedClaim[]): readonly JudgedClaim[] {
  const isWhole = wholeClaims(cells, wholeGrid(spec, catalog));
  return claims.filter(({ verdict }, c) => verdict !== 'not judged' || isWhole(spec.claims[c]!));
}

/** Each with its verdict, its value beside the paper's, and under them the sentence. */
function claimFacts(claims: readonly JudgedClaim[]): Facts {
  return {
    kind: 'facts',
    entries: claims.map(({ id, verdict, expected, asExpected, value, low, high, unit, paper, sentence }) => [
      strong(id),
      [
        [
          verdictBadge(verdict),
          ...(asExpected ? [] : [strong(` (expected: ${expected})`)]),
          ...(value === null ? [] : [`  here ${measured(value, low, high, unit)}`]),
          ...(/\w/.test(paper) ? ['  paper ', ...[prose(paper)].flat()] : []),
        ],
        soft(sentence),
      ],
    ]),
  };
}

/** A value with its interval; a percent sign stands at each number, another unit once. */
function measured(value: number, low: number | null, high: number | null, unit: string): string {
  if (unit === '%') return withInterval(value, low, high, (one) => `${rounded(one)}%`);
  return `${withInterval(value, low, high)}${unit === '' ? '' : ` ${unit}`}`;
}

/** `14 claims: ✓ 5 reproduced, ✗ 9 not reproduced; all as expected`. */
function tally(claims: readonly JudgedClaim[]): Text {
  const counts = verdicts.flatMap((verdict) => {
    const count = claims.filter((claim) => claim.verdict === verdict).length;
    return count === 0 ? [] : [{ verdict, count }];
  });
  const surprises = claims.filter(({ asExpected }) => !asExpected).map(({ id }) => id);
  return [
    `${counted(claims.length, 'claim')}: `,
    ...counts.flatMap(({ verdict, count }, c): (string | Badge)[] => {
      const { tone } = verdictBadge(verdict);
      return [...(c === 0 ? [] : [', ']), { kind: 'badge', tone, text: `${rounded(count)} ${verdict}` }];
    }),
    surprises.length === 0 ? '; all as expected' : '; ',
    ...(surprises.length === 0 ? [] : [strong(`not as expected: ${surprises.join(', ')}`)]),
  ];
}

/** What is left open, and why. */
function partial({ request: { spec } }: Plan, judged: number, all: number): string {
  const what = spec.whole === undefined ? 'Part of the grid' : 'Quick run';
  return judged === 0
    ? `${what}: it shows that everything runs, but judges no claim: that takes more trials, data or training.`
    : `${what}: it judges ${judged} of ${counted(all, 'claim')}; the others take more trials, data or training.`;
}
