/** The claims of one verdict as a panel of the forest plot: names and values beside the axis, or above it on a phone. */
import type { Verdict } from '../experiment/claim-contract.js';
import type { ClaimLine, TestLine } from '../results/claims/tables.js';
import { along, type Drawn } from './claims-tests.js';
import { bands, ground, ink, soft } from './colors.js';
import { broken, cut, widthOf } from './font.js';
import { intervalDots } from './marks/interval-dot.js';
import { nameAxis, numberAxis, panel } from './marks/panel.js';
import { colorOf, type Layer, narrowSheet, type Panel, shapeOf, sheetWidth, short, told, withMinus } from './theme.js';

/** From here on a place is drawn at the edge, as an arrow. */
export const farthest = 100;
const bandHeight = 13;
/** Of a line of a name, px. */
const lineHeight = 13;
export const [bandTint] = bands;

/** How a panel is laid out, px. */
export interface ClaimsLayout {
  /** The width of the axis. */
  readonly width: number;
  /** Rooms for names and values. */
  readonly names: number;
  readonly values: number;
  /** Whether both stand over the axis in their row, not beside it. */
  readonly above: boolean;
}

const [nameWidth, valueWidth] = [210, 215];
export const beside: ClaimsLayout = {
  ...{ width: sheetWidth - nameWidth - valueWidth - 50, names: nameWidth, values: valueWidth, above: false },
};
/** For a phone: all of its width but for what the axis' numbers take at both ends. */
const whole = narrowSheet - 28;
export const above: ClaimsLayout = { width: whole, names: whole - 8, values: whole - 8, above: true };

const axisTitle = 'half-widths from the middle of what passes (logarithmic beyond 1)';

/** How an outcome is marked. */
export const looks = {
  holds: { color: colorOf(0), shape: shapeOf(0) },
  fails: { color: colorOf(1), shape: shapeOf(3) },
  undecided: { color: ink, shape: shapeOf(2) },
  'not judged': { color: soft, shape: shapeOf(4) },
} as const;

const clamped = (x: number): number => short(Math.max(-farthest, Math.min(farthest, x)));

/** The claims of one verdict, a row each. @param last whether it stands below all others, and has the axis' numbers. */
export function verdictPanel(verdict: Verdict, own: readonly Drawn[], last: boolean, layout: ClaimsLayout): Panel {
  const names = own.map(({ claim: { id, paper } }) => [id, namedIn(`${id}: ${paper}`, layout)] as const);
  const most = Math.max(...names.map(([, lines]) => lines.length));
  const { rowHeight, shift } = placesOf(most, layout);
  const rows = own.flatMap(({ claim, test, others }) => {
    const at = test === undefined ? null : along(test);
    return test === undefined || at === null ? [] : [{ claim, test, others, at }];
  });
  const texts = layout.above ? textLayer(own, new Map(names), most, rowHeight, layout) : valueLayer(own, layout);
  return panel({
    title: `${verdict} (${own.length})`,
    ...{ width: layout.width, height: rowHeight * own.length },
    layers: [
      bandLayer(rows, shift),
      ...middleLayers(rows, shift),
      otherLayer(rows, shift),
      ...rows.flatMap((row) => dotLayers(row, verdict, shift)),
      texts,
    ],
    x: numberAxis({
      domain: [-farthest, farthest],
      ...{ scale: { type: 'symlog', constant: 1 }, ticks: [-100, -10, -1, 0, 1, 10, 100], grid: true },
      title: last ? [...broken(axisTitle.split(/(?= \()/), layout.width + 30)] : null,
      axis: { labels: last, ticks: last, labelExpr: "replace(datum.label, '-', '−')", format: 'd', gridOpacity: 0.8 },
    }),
    y: nameAxis({ field: 'claim', names, ...namesBy(names, layout) }),
  });
}

/** How high a row is, and how far below its middle its marks are, px. */
function placesOf(mostLines: number, layout: ClaimsLayout) {
  if (!layout.above) return { rowHeight: mostLines > 1 ? 28 : 19, shift: 0 };
  const rowHeight = lineHeight * (mostLines + 1) + bandHeight + 14;
  return { rowHeight, shift: (rowHeight - bandHeight) / 2 - 5 };
}

type Names = readonly (readonly [id: string, lines: readonly string[]])[];

/** The axis of names; where they stand above, it is a scale alone. */
function namesBy(names: Names, { names: room, above }: ClaimsLayout) {
  if (above) return { scale: { padding: 0 }, shared: true };
  const broad = names.flatMap(([id, lines]) => (lines.length > 1 ? [id] : []));
  // Two lines stand about the middle of their row.
  const labelOffset = {
    condition: { test: `indexof(${JSON.stringify(broad)}, datum.value) >= 0`, value: -6 },
    value: 0,
  };
  return { scale: { padding: 0.5 }, axis: { minExtent: room, labelOffset } };
}

/** A name in as many lines as there is room for: two beside the axis, three above it. */
function namedIn(name: string, { names, above }: ClaimsLayout): readonly string[] {
  const room = above ? names : names - 14;
  const lines = broken(name.split(/(?<= )/), room);
  const most = above ? 3 : 2;
  const kept = lines.length <= most ? lines : [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')];
  return kept.map((line) => cut(line, room));
}

interface Row {
  readonly claim: ClaimLine;
  readonly test: TestLine;
  readonly others: readonly TestLine[];
  readonly at: (value: number) => number;
}

const down = (shift: number) => (shift === 0 ? {} : { yOffset: shift });

const number = (field: string) => ({ field, type: 'quantitative' as const });

/** What passes, to the edge where it has no end. */
function bandLayer(rows: readonly Row[], shift: number): Layer {
  const values = rows.map(({ claim, test }) => ({
    ...{ claim: claim.id, from: test.least === null ? -farthest : -1, to: test.most === null ? farthest : 1 },
  }));
  return {
    data: { values },
    mark: { type: 'bar', height: bandHeight, color: bandTint, ...down(shift), aria: false },
    encoding: { x: number('from'), x2: { field: 'to' } },
  };
}

function middleLayers(rows: readonly Row[], shift: number): Layer[] {
  const values = rows
    .filter(({ test }) => test.least !== null && test.most !== null)
    .map(({ claim }) => ({ claim: claim.id, middle: 0 }));
  const mark = {
    type: 'tick',
    orient: 'vertical',
    size: bandHeight,
    thickness: 1.2,
    color: soft,
    ...down(shift),
    aria: false,
  } as const;
  return [{ data: { values }, mark, encoding: { x: number('middle') } }];
}

/** The other stated tests of a claim. */
function otherLayer(rows: readonly Row[], shift: number): Layer {
  const values = rows.flatMap(({ claim, others }) =>
    others.flatMap((test) => {
      const at = along(test);
      return at === null || test.value === null ? [] : [{ claim: claim.id, value: clamped(at(test.value)) }];
    }),
  );
  const look = { filled: true, size: 16, color: ink, opacity: 0.6, ...down(shift), aria: false } as const;
  const mark = { type: 'point', ...look } as const;
  return { data: { values }, mark, encoding: { x: number('value') } };
}

function dotLayers({ claim, test, at }: Row, verdict: Verdict, shift: number): Layer[] {
  if (test.value === null) return [];
  const x = at(test.value);
  const { color, shape } = looks[test.outcome];
  const beyond = Math.abs(x) > farthest ? (x < 0 ? 'triangle-left' : 'triangle-right') : shape;
  const end = (value: number | null) => (value === null ? null : clamped(at(value)));
  const dot = { at: claim.id, value: clamped(x), low: end(test.low), high: end(test.high), said: saidOf(claim, test) };
  const fill = verdict === 'reproduced by calibration' ? ground : color;
  const look = { field: 'claim', along: 'x', color, shape: beyond, fill, size: 50 } as const;
  return intervalDots([dot], shift === 0 ? look : { ...look, shift });
}

/** Our value, or why there is none. */
const toldOf = ({ test }: Drawn, { values }: ClaimsLayout): string =>
  cut(test?.value == null ? (test?.reason ?? 'no stated test') : valueIn(test, values), values);

/** Our values in the margin at the right. */
function valueLayer(own: readonly Drawn[], layout: ClaimsLayout): Layer {
  return {
    data: { values: own.map((drawn) => ({ claim: drawn.claim.id, text: toldOf(drawn, layout) })) },
    mark: { type: 'text', align: 'left', dx: 8, baseline: 'middle', aria: false },
    encoding: { x: { value: 'width' }, text: { field: 'text', type: 'nominal' } },
  };
}

/** Names and our values over the marks of their row, the last line next to them. */
function textLayer(
  own: readonly Drawn[],
  names: ReadonlyMap<string, readonly string[]>,
  most: number,
  rowHeight: number,
  layout: ClaimsLayout,
): Layer {
  const values = own.map((drawn) => {
    const lines = names.get(drawn.claim.id)!;
    const text = [...Array<string>(most - lines.length).fill(''), ...lines, toldOf(drawn, layout)].join('\n');
    return { claim: drawn.claim.id, text };
  });
  const place = { dx: 4, dy: 5 - rowHeight / 2, baseline: 'top' } as const;
  return {
    data: { values },
    mark: { type: 'text', align: 'left', lineBreak: '\n', lineHeight, ...place, aria: false },
    encoding: { x: { value: 0 }, text: { field: 'text', type: 'nominal' } },
  };
}

/** The value as it is told, without a unit that leaves no room for the rest. */
function valueIn(test: TestLine, room: number): string {
  const whole = valueTold(test);
  return widthOf(whole, 11) <= room ? whole : valueTold({ ...test, unit: '' });
}

/** `20.3% [18.4, 22.2], n = 1000`. */
export function valueTold({ value, low, high, unit, n }: TestLine): string {
  const interval = low === null || high === null ? '' : ` [${told(low)}, ${told(high)}]`;
  const counts = unit === '' || unit === '%' ? unit : ` ${unit}`;
  return `${told(value!)}${counts}${interval}${n === null ? '' : `, n = ${n}`}`;
}

function saidOf({ id, sentence, verdict }: ClaimLine, test: TestLine): string {
  return `${id}, ${sentence} Passes: ${withMinus(test.threshold)}; ours: ${valueTold(test)}: ${test.outcome}. ${verdict}`;
}
