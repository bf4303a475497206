import { ascending, groups } from 'd3-array';
import type { ParameterTable } from '../components/contract.js';
import { counted } from '../counted.js';
import { InputError } from '../errors.js';
import { type Verdict, verdicts } from '../experiment/contract.js';
import type { ClaimLine, TestLine } from '../results/claims/tables.js';
import type { Chart, ReadableTable, Tables } from './contract.js';
import { cut } from './font.js';
import { intervalDots } from './marks/interval-dot.js';
import { keyPanel } from './marks/key.js';
import { nameAxis, numberAxis, panel } from './marks/panel.js';
import { colorOf, ink, type Layer, type Panel, page, shapeOf, sheetWidth, short, soft, told } from './theme.js';

const parameters = {
  verdicts: {
    kind: 'names',
    about: 'verdicts, from top to bottom; all that there are, the first that would apply first, when absent',
  },
} as const satisfies ParameterTable;

/** A claim with the stated test that is drawn of it: the one nearest to failing, or that fails by most. */
interface Drawn {
  readonly claim: ClaimLine;
  readonly test: TestLine | undefined;
  /** Its other stated tests. */
  readonly others: readonly TestLine[];
  /** How far its value is outside of what passes, in half-widths; negative inside; null where nothing was measured. */
  readonly outside: number | null;
}

/** From here on a place is drawn at the edge, as an arrow. */
export const farthest = 100;
const [nameWidth, valueWidth, rowHeight] = [200, 200, 19];
const width = sheetWidth - nameWidth - valueWidth - 50;
export const bandTint = '#D3E6F3';

/** Every claim of an experiment on one axis: what passes, our value with its interval, and on which side it lies. */
export const claims: Chart<typeof parameters> = {
  name: 'claims',
  about: 'a forest plot of all claims: our value with its interval against the band that passes, by verdict',
  parameters,
  render(tables, given) {
    const drawn = drawnOf(tables);
    const order = given.verdicts ?? verdicts;
    const byVerdict = groups(
      drawn.filter(({ claim }) => order.includes(claim.verdict)),
      ({ claim }) => claim.verdict,
    ).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
    if (byVerdict.length === 0)
      throw new InputError(`claims: claims.csv of ${tables.experiment} has none of the verdicts`);
    const counts = byVerdict.map(([verdict, own]) => `${own.length} ${verdict}`).join(', ');
    return page(
      {
        title: `What passes, and where our values lie (${tables.experiment})`,
        notes: [
          'Each row is the stated test of a claim that is nearest to failing, or fails by most; small dots are its other stated tests.',
          "Axis: half-widths from the middle of the band that passes, which is the paper's number where it has one. Where only",
          'one side is bounded, that end is at −1 or 1 and the unit is the bound itself. Bars: 90% intervals; arrows: beyond 100.',
          'Left, what the paper has; right, our value. Hollow: matched by calibration, which is no evidence.',
        ],
        description:
          `${counted(drawn.length, 'claim')} by verdict: ${counts}. A row for each claim, sorted by how far our value lies ` +
          'outside of the band that passes, deepest inside first; the band, our value as a dot and its 90 percent interval on ' +
          'one axis in half-widths of the band.',
      },
      {
        spacing: 14,
        vconcat: byVerdict.map(([verdict, own], v) => verdictPanel(verdict, own, v === byVerdict.length - 1)),
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
          { label: 'by calibration', shape: looks.holds.shape, fill: 'white', stroke: looks.holds.color },
        ],
      ]),
    );
  },
  table: (tables) => readable(tables, drawnOf(tables)),
};

/** How an outcome is marked. */
export const looks = {
  holds: { color: colorOf(0), shape: shapeOf(0) },
  fails: { color: colorOf(1), shape: shapeOf(3) },
  undecided: { color: ink, shape: shapeOf(2) },
  'not judged': { color: soft, shape: shapeOf(4) },
} as const;

/** Claims as they are drawn, by verdict, then from deepest inside to farthest outside; those without a value last. */
function drawnOf(tables: Tables): readonly Drawn[] {
  const tests = tables.lines('tests.csv').filter(({ role }) => role === 'stated');
  return tables
    .lines('claims.csv')
    .map((claim): Drawn => {
      const own = tests
        .filter((test) => test.claim === claim.id)
        .map((test) => ({ test, outside: outsideOf(test) }))
        .toSorted((a, b) => (b.outside ?? Number.NEGATIVE_INFINITY) - (a.outside ?? Number.NEGATIVE_INFINITY));
      const [first, ...others] = own;
      return { claim, test: first?.test, others: others.map(({ test }) => test), outside: first?.outside ?? null };
    })
    .toSorted((a, b) => ascending(placeOf(a), placeOf(b)) || ascending(a.outside ?? farOut, b.outside ?? farOut));
}

const placeOf = ({ claim }: Drawn): number => verdicts.indexOf(claim.verdict);
const farOut = Number.POSITIVE_INFINITY;

/**
 * A value in half-widths from the middle of what passes. Of one bound, the side that passes begins at -1 (at least) or
 * ends at 1 (at most), and a unit is the bound's size, or where it is 0 half the width of the interval.
 */
export function along({ least, most, low, high }: TestLine): ((value: number) => number) | null {
  if (least !== null && most !== null) {
    const half = (most - least) / 2 || 1;
    return (value) => (value - (least + most) / 2) / half;
  }
  const bound = least ?? most;
  if (bound === null) return null;
  const unit = Math.abs(bound) || (low !== null && high !== null && high > low ? (high - low) / 2 : 1);
  return (value) => (value - bound) / unit + (least === null ? 1 : -1);
}

/** How far outside, in the units of the axis. */
export function outsideOf(test: TestLine): number | null {
  const at = along(test);
  if (at === null || test.value === null) return null;
  const x = at(test.value);
  return Math.max(
    test.least === null ? Number.NEGATIVE_INFINITY : -1 - x,
    test.most === null ? Number.NEGATIVE_INFINITY : x - 1,
  );
}

const clamped = (x: number): number => short(Math.max(-farthest, Math.min(farthest, x)));

function verdictPanel(verdict: Verdict, own: readonly Drawn[], last: boolean): Panel {
  const names = own.map(({ claim: { id, paper } }) => [id, [cut(`${id}: ${paper}`, nameWidth - 14)]] as const);
  const rows = own.flatMap(({ claim, test, others }) => {
    const at = test === undefined ? null : along(test);
    return test === undefined || at === null ? [] : [{ claim, test, others, at }];
  });
  return panel({
    title: `${verdict} (${own.length})`,
    ...{ width, height: rowHeight * own.length },
    layers: [
      bandLayer(rows),
      ...middleLayers(rows),
      otherLayer(rows),
      ...rows.flatMap((row) => dotLayers(row, verdict)),
      valueLayer(own),
    ],
    x: numberAxis({
      domain: [-farthest, farthest],
      ...{ scale: { type: 'symlog', constant: 1 }, ticks: [-100, -10, -1, 0, 1, 10, 100], grid: true },
      title: last ? 'half-widths from the middle of what passes (logarithmic beyond 1)' : null,
      axis: { labels: last, ticks: last, labelExpr: "replace(datum.label, '-', '−')", format: 'd', gridOpacity: 0.8 },
    }),
    y: nameAxis({ field: 'claim', names, scale: { padding: 0.5 }, axis: { minExtent: nameWidth } }),
  });
}

interface Row {
  readonly claim: ClaimLine;
  readonly test: TestLine;
  readonly others: readonly TestLine[];
  readonly at: (value: number) => number;
}

const number = (field: string) => ({ field, type: 'quantitative' as const });

/** What passes, to the edge where it has no end. */
function bandLayer(rows: readonly Row[]): Layer {
  const values = rows.map(({ claim, test }) => ({
    ...{ claim: claim.id, from: test.least === null ? -farthest : -1, to: test.most === null ? farthest : 1 },
  }));
  return {
    data: { values },
    mark: { type: 'bar', height: rowHeight - 6, color: bandTint, aria: false },
    encoding: { x: number('from'), x2: { field: 'to' } },
  };
}

function middleLayers(rows: readonly Row[]): Layer[] {
  const values = rows
    .filter(({ test }) => test.least !== null && test.most !== null)
    .map(({ claim }) => ({ claim: claim.id, middle: 0 }));
  const mark = {
    type: 'tick',
    orient: 'vertical',
    size: rowHeight - 6,
    thickness: 1.2,
    color: soft,
    aria: false,
  } as const;
  return [{ data: { values }, mark, encoding: { x: number('middle') } }];
}

/** The other stated tests of a claim. */
function otherLayer(rows: readonly Row[]): Layer {
  const values = rows.flatMap(({ claim, others }) =>
    others.flatMap((test) => {
      const at = along(test);
      return at === null || test.value === null ? [] : [{ claim: claim.id, value: clamped(at(test.value)) }];
    }),
  );
  const mark = { type: 'point', filled: true, size: 16, color: ink, opacity: 0.6, aria: false } as const;
  return { data: { values }, mark, encoding: { x: number('value') } };
}

function dotLayers({ claim, test, at }: Row, verdict: Verdict): Layer[] {
  if (test.value === null) return [];
  const x = at(test.value);
  const { color, shape } = looks[test.outcome];
  const beyond = Math.abs(x) > farthest ? (x < 0 ? 'triangle-left' : 'triangle-right') : shape;
  const end = (value: number | null) => (value === null ? null : clamped(at(value)));
  const dot = { at: claim.id, value: clamped(x), low: end(test.low), high: end(test.high), said: saidOf(claim, test) };
  const fill = verdict === 'reproduced by calibration' ? 'white' : color;
  return intervalDots([dot], { field: 'claim', along: 'x', color, shape: beyond, fill, size: 50 });
}

/** Our values in the margin at the right, or why there is none. */
function valueLayer(own: readonly Drawn[]): Layer {
  const values = own.map(({ claim, test }) => {
    return {
      claim: claim.id,
      text: cut(test?.value == null ? (test?.reason ?? 'no stated test') : valueTold(test), valueWidth),
    };
  });
  return {
    data: { values },
    mark: { type: 'text', align: 'left', dx: 8, baseline: 'middle', aria: false },
    encoding: { x: { value: 'width' }, text: { field: 'text', type: 'nominal' } },
  };
}

/** `20.3% [18.4, 22.2], n = 1000`. */
function valueTold({ value, low, high, unit, n }: TestLine): string {
  const interval = low === null || high === null ? '' : ` [${told(low)}, ${told(high)}]`;
  const counts = unit === '' || unit === '%' ? unit : ` ${unit}`;
  return `${told(value!)}${counts}${interval}${n === null ? '' : `, n = ${n}`}`;
}

function saidOf({ id, sentence, verdict }: ClaimLine, test: TestLine): string {
  return `${id}, ${sentence} Passes: ${test.threshold}; ours: ${valueTold(test)}: ${test.outcome}. ${verdict}`;
}

/** A line a claim, in the order of the picture. */
function readable({ experiment }: Tables, drawn: readonly Drawn[]): ReadableTable {
  return {
    columns: ['claim', 'sentence', 'paper', 'passes', 'ours (90% interval)', 'outcome', 'verdict'],
    rows: drawn.map(({ claim, test }) => [
      ...[claim.id, claim.sentence, claim.paper, test?.threshold ?? ''],
      ...[
        test === undefined || test.value === null ? '' : valueTold(test),
        test?.outcome ?? 'not judged',
        claim.verdict,
      ],
    ]),
    note: `Claims of ${experiment}, by verdict, then from deepest inside of what passes to farthest outside; of each the stated test that is nearest to failing, or fails by most.`,
  };
}
