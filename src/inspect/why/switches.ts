/** The smallest change of a single input that gives a row to another expert. */
import { rawOf } from '../../tables/encode.js';
import type { Encoding } from '../../tables/encoding.js';
import type { Asked } from './asked.js';
import { cutsOf } from './decision.js';
import { deciding, type Probe, probesOf } from './probe.js';
import { frameOfRows, missingLevel, type Row, spreadOf } from './rows.js';

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

/** Values that are tried along an input, evenly over the range that was seen, fewer of many inputs; each way is then halved to its last digit. */
const POINTS = { each: 256, least: 32, all: 20_000 };
/** A value that is shown may lie beyond the nearest one by this share of the range. */
const BEYOND = 0.002;

/**
 * For each input the nearest change that gives the row to another expert, those of least distance first, categories last; what no
 * change within the range seen does is left out. Where an expert's cells are convex along an input, as with softmax and the
 * nearest center, and where they change at cuts, as in trees, none is overlooked; else cells of less than 1/256 of the range may be (1/32 of many inputs).
 * Cost: as many decisions an input, and about 60 for what is found.
 */
export function switchesOf(asked: Asked, row: Row): Switch[] {
  const { encoding } = asked.bound.model;
  const own = deciding(asked.bound, [row])[0]!;
  const probes = probesOf(asked.bound, row);
  const found = encoding.inputs.flatMap((input, at): Switch[] => {
    const probe = probes(at);
    if (probe === null) return [];
    return input.kind === 'category'
      ? categorySwitch(encoding, row, at, own, probe)
      : numberSwitch(asked, row, at, own, probe);
  });
  return found.toSorted((a, b) => (a.distance ?? Number.MAX_VALUE) - (b.distance ?? Number.MAX_VALUE));
}

/** The first other category that another expert decides about. */
function categorySwitch(encoding: Encoding, row: Row, at: number, own: number, probe: Probe): Switch[] {
  const input = encoding.inputs[at]!;
  if (input.kind !== 'category') return [];
  const others = input.levels.filter((level) => level !== row[at] && level !== missingLevel(encoding, input));
  const experts = probe(others);
  const first = experts.findIndex((expert) => expert !== own);
  if (first < 0) return [];
  return [{ input: at, to: others[first]!, shown: others[first]!, expert: experts[first]!, distance: null }];
}

function numberSwitch(asked: Asked, row: Row, at: number, own: number, probe: Probe): Switch[] {
  const { encoding } = asked.bound.model;
  const whole = asked.whole[at] === true;
  const input = encoding.inputs[at]!;
  const now = row[at];
  const spread = spreadOf(encoding, at);
  if (input.kind === 'category' || input.range === null || typeof now !== 'number' || spread === null) return [];
  const [low, high] = input.range;
  const points = pointsOf(asked, row, at, input.range);
  const ways = [points.filter((point) => point > now), points.filter((point) => point < now).reverse()];
  const found = ways.flatMap((way): Switch[] => {
    const experts = probe(way);
    const first = experts.findIndex((expert) => expert !== own);
    if (first < 0) return [];
    const to = halved(way[first - 1] ?? now, way[first]!, whole, (value) => probe([value])[0] === own);
    const expert = probe([to])[0]!;
    const shown = whole
      ? to
      : shortest(to, to > now ? 1 : -1, BEYOND * (high - low), (value) => probe([value])[0] === expert);
    return [{ input: at, to, shown, expert, distance: Math.abs(to - now) / spread }];
  });
  return found.toSorted((a, b) => a.distance! - b.distance!).slice(0, 1);
}

/** What is tried along an input, ascending: an even grid, and both sides of each cut of the gate; whole numbers where it has no others. */
function pointsOf(asked: Asked, row: Row, at: number, [low, high]: readonly [number, number]): number[] {
  const { inputs } = asked.bound.model.encoding;
  const points = Math.min(POINTS.each, Math.max(POINTS.least, Math.floor(POINTS.all / inputs.length)));
  const even = Array.from({ length: points + 1 }, (_, p) => low + ((high - low) * p) / points);
  const near = 1e-9 * (high - low);
  const cuts = jumpsOf(asked, row, at).flatMap((cut) => [cut - near, cut + near]);
  const all = [...even, ...cuts];
  const tried = asked.whole[at] ? all.flatMap((point) => [Math.floor(point), Math.ceil(point)]) : all;
  const within = tried.filter((point) => point >= low && point <= high);
  return [...new Set(within)].toSorted((a, b) => a - b);
}

/** Where the gate's responsibilities jump along an input, the others as in the row. */
function jumpsOf({ bound: { model }, layers }: Asked, row: Row, at: number): number[] {
  const features = model.encoding.gate ?? model.encoding.experts;
  const { inputs } = model.encoding;
  const ones = frameOfRows(inputs, [row.map((cell, i) => (i === at ? 1 : cell))]);
  const unit = rawOf(inputs, ones);
  return cutsOf(layers).flatMap(({ feature, at: cut }) => {
    const { factors, center, scale } = features[feature]!;
    const own = factors.filter((factor) => factor.input === at);
    if (own.length !== 1 || 'missing' in own[0]!) return [];
    const times = unit(factors, 0);
    return times === 0 ? [] : [(cut * scale + center) / times];
  });
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
