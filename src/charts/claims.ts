import { groups } from 'd3-array';
import type { ParameterTable } from '../components/contract.js';
import { counted } from '../counted.js';
import { InputError } from '../errors.js';
import { type Verdict, verdicts } from '../experiment/contract.js';
import type { ClaimLine, TestLine } from '../results/claims/tables.js';
import { along, type Drawn, drawnOf } from './claims-tests.js';
import { bands, ground, ink, soft } from './colors.js';
import type { Chart, ReadableTable, Tables } from './contract.js';
import { broken, cut, widthOf } from './font.js';
import { intervalDots } from './marks/interval-dot.js';
import { keyPanel } from './marks/key.js';
import { nameAxis, numberAxis, panel } from './marks/panel.js';
import {
  colorOf,
  type Layer,
  type Panel,
  page,
  shapeOf,
  sheetWidth,
  short,
  titleSize,
  told,
  withMinus,
} from './theme.js';

const parameters = {
  verdicts: {
    kind: 'names',
    about: 'verdicts, from top to bottom; all that there are, the first that would apply first, when absent',
  },
} as const satisfies ParameterTable;

/** From here on a place is drawn at the edge, as an arrow. */
export const farthest = 100;
const [nameWidth, valueWidth] = [210, 215];
/** Of a row, by whether a name of its panel takes two lines; and of the band in it. */
const rowHeights = { one: 19, two: 28 } as const;
const bandHeight = 13;
const width = sheetWidth - nameWidth - valueWidth - 50;
export const [bandTint] = bands;

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
    const title = `${counted(drawn.length, 'claim')} of ${tables.experiment}: ${counts}`;
    return page(
      {
        title: broken(title.split(/(?<= )/), sheetWidth - 40, titleSize, true),
        notes: [
          'Each row is the first stated test of a claim, or a worse one like it; small dots are its other stated tests.',
          "Axis: half-widths from the middle of the band that passes, which is the paper's number where it has one. Where only",
          'one side is bounded, that end is at −1 or 1 and the unit is the bound itself. Bars: 90% intervals; arrows: beyond 100.',
          'Left: what the paper says. Right: our value. Hollow: matched by calibration, which is no evidence.',
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
          { label: 'by calibration', shape: looks.holds.shape, fill: ground, stroke: looks.holds.color },
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

const clamped = (x: number): number => short(Math.max(-farthest, Math.min(farthest, x)));

function verdictPanel(verdict: Verdict, own: readonly Drawn[], last: boolean): Panel {
  const names = own.map(({ claim: { id, paper } }) => [id, namedIn(`${id}: ${paper}`)] as const);
  const broad = names.flatMap(([id, lines]) => (lines.length > 1 ? [id] : []));
  const rowHeight = broad.length > 0 ? rowHeights.two : rowHeights.one;
  // Two lines stand about the middle of their row.
  const labelOffset = {
    condition: { test: `indexof(${JSON.stringify(broad)}, datum.value) >= 0`, value: -6 },
    value: 0,
  };
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
    y: nameAxis({ field: 'claim', names, scale: { padding: 0.5 }, axis: { minExtent: nameWidth, labelOffset } }),
  });
}

/** A name in two lines at most. */
function namedIn(name: string): readonly string[] {
  const room = nameWidth - 14;
  const [first = '', ...rest] = broken(name.split(/(?<= )/), room);
  return rest.length === 0 ? [first] : [first, cut(rest.join(' '), room)];
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
    mark: { type: 'bar', height: bandHeight, color: bandTint, aria: false },
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
    size: bandHeight,
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
  const fill = verdict === 'reproduced by calibration' ? ground : color;
  return intervalDots([dot], { field: 'claim', along: 'x', color, shape: beyond, fill, size: 50 });
}

/** Our values in the margin at the right, or why there is none. */
function valueLayer(own: readonly Drawn[]): Layer {
  const values = own.map(({ claim, test }) => {
    return {
      claim: claim.id,
      text: cut(test?.value == null ? (test?.reason ?? 'no stated test') : valueIn(test), valueWidth),
    };
  });
  return {
    data: { values },
    mark: { type: 'text', align: 'left', dx: 8, baseline: 'middle', aria: false },
    encoding: { x: { value: 'width' }, text: { field: 'text', type: 'nominal' } },
  };
}

/** The value as it is told, without a unit that leaves no room for the rest. */
function valueIn(test: TestLine): string {
  const whole = valueTold(test);
  return widthOf(whole, 11) <= valueWidth ? whole : valueTold({ ...test, unit: '' });
}

/** `20.3% [18.4, 22.2], n = 1000`. */
function valueTold({ value, low, high, unit, n }: TestLine): string {
  const interval = low === null || high === null ? '' : ` [${told(low)}, ${told(high)}]`;
  const counts = unit === '' || unit === '%' ? unit : ` ${unit}`;
  return `${told(value!)}${counts}${interval}${n === null ? '' : `, n = ${n}`}`;
}

function saidOf({ id, sentence, verdict }: ClaimLine, test: TestLine): string {
  return `${id}, ${sentence} Passes: ${withMinus(test.threshold)}; ours: ${valueTold(test)}: ${test.outcome}. ${verdict}`;
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
