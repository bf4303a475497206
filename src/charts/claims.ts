import { groups } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';
import type { ParameterTable } from '../components/contract.js';
import { counted } from '../counted.js';
import { InputError } from '../errors.js';
import { above, bandTint, beside, type ClaimsLayout, looks, valueTold, verdictPanel } from './claims-panel.js';
import { type Drawn, drawnOf } from './claims-tests.js';
import { ground, soft } from './colors.js';
import type { Chart, ReadableTable, Tables } from './contract.js';
import { broken } from './font.js';
import { keyPanel } from './marks/key.js';
import { page, sheetWidth, titleSize, withMinus } from './theme.js';
import { verdictsInOrder } from './verdicts.js';

const parameters = {
  verdicts: {
    kind: 'names',
    about: 'verdicts, from top to bottom; all that there are, those that hold first, when absent',
  },
} as const satisfies ParameterTable;

/** Every claim of an experiment on one axis: what passes, our value with its interval, and on which side it lies. */
export const claims: Chart<typeof parameters> = {
  name: 'claims',
  about: 'a forest plot of all claims: our value with its interval against the band that passes, by verdict',
  parameters,
  render: (tables, given) => forest(tables, given.verdicts, beside),
  narrow: (tables, given) => forest(tables, given.verdicts, above),
  table: (tables) => readable(tables, drawnOf(tables)),
};

function forest(tables: Tables, asked: readonly string[] | undefined, layout: ClaimsLayout): TopLevelSpec {
  const drawn = drawnOf(tables);
  const order: readonly string[] = asked ?? verdictsInOrder;
  const byVerdict = groups(
    drawn.filter(({ claim }) => order.includes(claim.verdict)),
    ({ claim }) => claim.verdict,
  ).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  if (byVerdict.length === 0)
    throw new InputError(`claims: claims.csv of ${tables.experiment} has none of the verdicts`);
  const counts = byVerdict.map(([verdict, own]) => `${own.length} ${verdict}`).join(', ');
  const title = `${counted(drawn.length, 'claim')} of ${tables.experiment}: ${counts}`;
  return page(
    {
      title: broken(title.split(/(?<= )/), sheetWidth - 40, titleSize, true),
      notes: [
        'Each row is the first stated test of a claim, or a worse one like it; small dots are its other stated tests.',
        "Axis: half-widths from the middle of the band that passes, which is the paper's number where it has one. Where only",
        'one side is bounded, that end is at −1 or 1 and the unit is the bound itself. Bars: 90% intervals; arrows: beyond 100.',
        'Each row names the paper’s value and ours. Hollow: matched by calibration, which is no evidence.',
      ],
      description:
        `${counted(drawn.length, 'claim')} by verdict: ${counts}. A row for each claim, sorted by how far our value lies ` +
        'outside of the band that passes, deepest inside first; the band, our value as a dot and its 90 percent interval on ' +
        'one axis in half-widths of the band.',
    },
    {
      spacing: 14,
      vconcat: byVerdict.map(([verdict, own], v) => verdictPanel(verdict, own, v === byVerdict.length - 1, layout)),
    },
    keyPanel([
      [
        { label: 'passes', shape: 'square', fill: bandTint, stroke: bandTint },
        { label: 'its middle', shape: 'M0,-1L0,1', fill: 'transparent', stroke: soft },
        ...(['holds', 'fails', 'undecided'] as const).map((outcome) => ({
          ...{
            label: outcome,
            shape: looks[outcome].shape,
            fill: looks[outcome].color,
            stroke: looks[outcome].color,
          },
        })),
        { label: 'by calibration', shape: looks.holds.shape, fill: ground, stroke: looks.holds.color },
      ],
    ]),
  );
}

/** A line a claim, in the order of the picture. */
function readable({ experiment }: Tables, drawn: readonly Drawn[]): ReadableTable {
  return {
    columns: ['claim', 'sentence', 'paper', 'passes', 'ours (90% interval)', 'outcome', 'verdict'],
    rows: drawn.map(({ claim, test }) => [
      ...[claim.id, claim.sentence, claim.paper, withMinus(test?.threshold ?? '')],
      ...[
        test === undefined || test.value === null ? '' : valueTold(test),
        test?.outcome ?? 'not judged',
        claim.verdict,
      ],
    ]),
    note: `Claims of ${experiment}, by verdict, then from deepest inside what passes to farthest outside; for each, the first stated test or a worse one like it.`,
  };
}
