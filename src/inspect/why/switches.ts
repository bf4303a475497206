/** The smallest change of a single input that gives a row to another expert. */
import { argmaxRows } from '../../math/matrix.js';
import { type BoundModel, responsibilities } from '../../model/predict.js';
import { encode } from '../../tables/encode.js';
import type { Encoding, Factor } from '../../tables/encoding.js';
import { type Cell, frameOfRows, missingLevel, type Row, spreadOf } from './rows.js';

/** A change of one input after which another expert decides. */
export interface Switch {
  /** Index of the input. */
  readonly input: number;
  /** The value nearest to the row's from which on the other expert decides, or the category. */
  readonly to: number | string;
  /** The same, as few digits as say it: it lies a little beyond, and the same expert decides there. */
  readonly shown: number | string;
  readonly expert: number;
  /** How far that is, in standard deviations of the input; null of a category. */
  readonly distance: number | null;
}

/** Values that are tried along an input, evenly over the range that was seen; each way that is found is then halved to its last digit. */
const POINTS = 256;
/** A value that is shown may lie beyond the nearest one by this share of the range. */
const BEYOND = 0.002;

/** The experts that decide about these rows. */
export function deciding(model: BoundModel, rows: readonly Row[]): Uint32Array {
  const { encoding } = model.model;
  const frame = frameOfRows(encoding.inputs, rows);
  const { x, gateX } = encode(
    encoding,
    frame,
    Uint32Array.from(rows, (_, r) => r),
  );
  return argmaxRows(responsibilities(model, gateX ?? x));
}

/**
 * For each input the nearest change that gives the row to another expert, those of least distance first, categories last; what no
 * change within the range seen does is left out. Where an expert's cells are convex along an input, as with softmax and the
 * nearest center, and where they change at cuts, as in trees, none is overlooked; else cells of less than 1/256 of the range may be.
 * @param whole per input whether its numbers are whole.
 * Cost: 256 decisions an input, and about 60 for what is found.
 */
export function switchesOf(model: BoundModel, row: Row, whole: readonly boolean[]): Switch[] {
  const { encoding } = model.model;
  const own = deciding(model, [row])[0]!;
  const found = encoding.inputs.flatMap((input, at): Switch[] =>
    input.kind === 'category'
      ? categorySwitch(model, row, at, own)
      : numberSwitch(model, row, at, own, whole[at] === true),
  );
  return found.toSorted((a, b) => (a.distance ?? Number.MAX_VALUE) - (b.distance ?? Number.MAX_VALUE));
}

const withCell = (row: Row, at: number, cell: Cell): Row => row.map((other, i) => (i === at ? cell : other));

/** The first other category that another expert decides about. */
function categorySwitch(model: BoundModel, row: Row, at: number, own: number): Switch[] {
  const { encoding } = model.model;
  const input = encoding.inputs[at]!;
  if (input.kind !== 'category') return [];
  const others = input.levels.filter((level) => level !== row[at] && level !== missingLevel(encoding, input));
  const experts = deciding(
    model,
    others.map((level) => withCell(row, at, level)),
  );
  const first = experts.findIndex((expert) => expert !== own);
  if (first < 0) return [];
  return [{ input: at, to: others[first]!, shown: others[first]!, expert: experts[first]!, distance: null }];
}

function numberSwitch(model: BoundModel, row: Row, at: number, own: number, whole: boolean): Switch[] {
  const { encoding } = model.model;
  const input = encoding.inputs[at]!;
  const now = row[at];
  const spread = spreadOf(encoding, at);
  if (input.kind === 'category' || input.range === null || typeof now !== 'number' || spread === null) return [];
  const [low, high] = input.range;
  const points = pointsOf(model, row, at, input.range, whole);
  const ways = [points.filter((point) => point > now), points.filter((point) => point < now).reverse()];
  const expertAt = (values: readonly number[]) =>
    deciding(
      model,
      values.map((value) => withCell(row, at, value)),
    );
  const found = ways.flatMap((way): Switch[] => {
    const experts = expertAt(way);
    const first = experts.findIndex((expert) => expert !== own);
    if (first < 0) return [];
    const to = halved(way[first - 1] ?? now, way[first]!, whole, (value) => expertAt([value])[0] === own);
    const expert = expertAt([to])[0]!;
    const shown = whole
      ? to
      : shortest(to, to > now ? 1 : -1, BEYOND * (high - low), (value) => expertAt([value])[0] === expert);
    return [{ input: at, to, shown, expert, distance: Math.abs(to - now) / spread }];
  });
  return found.toSorted((a, b) => a.distance! - b.distance!).slice(0, 1);
}

/** What is tried along an input, ascending: an even grid, and both sides of each cut of the gate; whole numbers where it has no others. */
function pointsOf(
  model: BoundModel,
  row: Row,
  at: number,
  [low, high]: readonly [number, number],
  whole: boolean,
): number[] {
  const even = Array.from({ length: POINTS + 1 }, (_, p) => low + ((high - low) * p) / POINTS);
  const near = 1e-9 * (high - low);
  const cuts = cutsOf(model, row, at).flatMap((cut) => [cut - near, cut + near]);
  const points = [...even, ...cuts];
  const within = (whole ? points.flatMap((point) => [Math.floor(point), Math.ceil(point)]) : points).filter(
    (point) => point >= low && point <= high,
  );
  return [...new Set(within)].toSorted((a, b) => a - b);
}

/** Where the gate's responsibilities jump along an input, the others as in the row. */
function cutsOf({ model, gate }: BoundModel, row: Row, at: number): number[] {
  if (gate?.bound.cuts === undefined) return [];
  const features = model.encoding.gate ?? model.encoding.experts;
  return gate.bound.cuts(gate.state).flatMap(({ feature, at: cut }) => {
    const { factors, center, scale } = features[feature]!;
    const own = factors.filter((factor) => factor.input === at);
    if (own.length !== 1 || 'missing' in own[0]!) return [];
    const others = factors.filter((factor) => factor.input !== at);
    const times = others.reduce((product, factor) => product * factorIn(model.encoding, row, factor), 1);
    return times === 0 ? [] : [(cut * scale + center) / times];
  });
}

function factorIn({ inputs }: Encoding, row: Row, factor: Factor): number {
  const cell = row[factor.input]!;
  const input = inputs[factor.input]!;
  if ('missing' in factor) return cell === null ? 1 : 0;
  if (input.kind === 'category') {
    const level = cell === null ? input.fill : input.levels.indexOf(String(cell));
    return 'level' in factor && level === factor.level ? 1 : 0;
  }
  return typeof cell === 'number' ? cell : (input.fill ?? 0);
}

/** The value nearest to `from` of those beyond, up to `to`, of which `same` does not hold: to the last digit. */
function halved(from: number, to: number, whole: boolean, same: (value: number) => boolean): number {
  let [near, far] = [from, to];
  for (let turn = 0; turn < 200; turn++) {
    const between = near / 2 + far / 2;
    const middle = whole ? (far > near ? Math.floor(between) : Math.ceil(between)) : between;
    if (middle === far || (far > near ? middle <= near : middle >= near)) break;
    if (same(middle)) near = middle;
    else far = middle;
  }
  return far;
}

/** Of the values from `value` on in a direction, no farther than `room`, one of few digits that fits; `value` itself where none does. */
function shortest(value: number, direction: 1 | -1, room: number, fits: (value: number) => boolean): number {
  const first = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  for (let digits = 1; digits <= 15; digits++) {
    const power = digits - 1 - first;
    const near = value * 10 ** power;
    const shown = Number(`${direction > 0 ? Math.ceil(near) : Math.floor(near)}e${-power}`);
    if (Math.abs(shown - value) <= room && fits(shown)) return shown;
  }
  return value;
}
