/** What a run says of the paper's claims: a line each, how many came to which verdict, and what a part of a grid leaves open. */
import { counted } from '../../counted.js';
import { type Document, paragraph, prose, soft, strong, type Table, type Text } from '../../documents/contract.js';
import { rounded, withInterval } from '../../documents/numbers.js';
import { cutAtWord } from '../../documents/printable.js';
import { verdicts } from '../../experiment/contract.js';
import { wholeGrid } from '../../experiment/grid.js';
import { verdictBadge } from '../../report/claims.js';
import { wholeClaims } from '../../results/claims/cells.js';
import type { JudgedClaim } from '../../results/claims/judge.js';
import type { Plan } from '../../runner/plan.js';

/** Letters of a sentence that are shown: enough to tell it by. */
const mostLetters = 60;

/** Of a part of the whole grid, such as a quick run, the claims alone that can be judged on it. */
export function claimsDocument({ request: { spec, catalog }, cells }: Plan, claims: readonly JudgedClaim[]): Document {
  if (claims.length === 0) return [];
  const isWhole = wholeClaims(cells, wholeGrid(spec, catalog));
  const shown = claims.filter(({ verdict }, c) => verdict !== 'not judged' || isWhole(spec.claims[c]!));
  return [
    ...(shown.length > 0 ? [claimTable(shown), paragraph(tally(shown))] : []),
    ...(shown.length < claims.length ? [paragraph(partial(spec, shown.length, claims.length))] : []),
  ];
}

function claimTable(claims: readonly JudgedClaim[]): Table {
  return {
    kind: 'table',
    caption: '',
    columns: [
      { title: 'claim' },
      { title: 'verdict' },
      { title: 'here' },
      { title: 'paper' },
      { title: '', spare: true },
    ],
    rows: claims.map(({ id, verdict, expected, asExpected, value, low, high, unit, paper, sentence }) => [
      id,
      [verdictBadge(verdict), ...(asExpected ? [] : [strong(` (expected: ${expected})`)])],
      [withInterval(value, low, high), ...(unit === '' ? [] : [` ${unit}`])],
      prose(paper),
      soft(cutAtWord(sentence, mostLetters)),
    ]),
  };
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
    ...counts.flatMap(({ verdict, count }, c) => {
      const { tone } = verdictBadge(verdict);
      return [...(c === 0 ? [] : [', ']), { kind: 'badge', tone, text: `${rounded(count)} ${verdict}` } as const];
    }),
    surprises.length === 0 ? '; all as expected' : '; ',
    ...(surprises.length === 0 ? [] : [strong(`other than expected: ${surprises.join(', ')}`)]),
  ];
}

/** What is left open, and what settles it. */
function partial(spec: Plan['request']['spec'], judged: number, all: number): Text {
  const [what, name] = spec.whole === undefined ? ['Part of the grid', spec.name] : ['Quick run', spec.whole.name];
  const shows =
    judged === 0
      ? 'it shows that everything runs, and judges no claim'
      : `it judges ${judged} of ${counted(all, 'claim')}`;
  const others = judged === 0 ? 'they' : 'the others';
  return prose(`${what}: ${shows}; ${others} need more trials, data or training. \`moe run ${name}\` judges them.`);
}
