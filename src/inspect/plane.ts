/** A plot's plane: its frame, its axes, and where values stand. The page draws by it, and its script. */

import { told } from '../charts/theme.js';
import { type Html, html } from '../documents/html.js';

/** One axis: numbers from low to high, or categories in places of equal width. */
export interface Axis {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Of categories, whose values are indices; null of numbers. */
  readonly levels: readonly string[] | null;
  /** Numbers are days since 1970. */
  readonly dates: boolean;
}

/** The drawing, its frame within it, and the room of a mark at the frame. */
export const size = { width: 1200, height: 1100 } as const;
export const frame = { left: 190, top: 12, width: 998, height: 990 } as const;
const edge = 0.035;

/** Where a value stands along an axis, as a share of the frame. */
export function shareAt({ low, high }: Axis, value: number): number {
  return edge + ((1 - 2 * edge) * (value - low)) / (high - low || 1);
}

/** The value that stands at a share of the frame. */
export function valueAt({ low, high }: Axis, share: number): number {
  return low + ((share - edge) / (1 - 2 * edge)) * (high - low || 1);
}

/**
 * Of categories rows stand beside each other, so that they can be told apart: by a hash of the row's number, which is the same in
 * the page and in its script.
 */
export function spreadOf({ levels }: Axis, value: number, row: number, salt: number): number {
  if (levels === null) return value;
  let hash = Math.imul(row + salt, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash ^= hash >>> 13;
  return value + 0.62 * ((hash >>> 0) / 2 ** 32 - 0.5);
}

/** Categories may stand on both axes. */
export const salts = { x: 0, y: 0x1000000 } as const;

export const across = (axis: Axis, value: number): number =>
  Math.round(frame.left + frame.width * shareAt(axis, value));
export const up = (axis: Axis, value: number): number =>
  Math.round(frame.top + frame.height * (1 - shareAt(axis, value)));

/** An axis for these values; of categories for their levels. */
export function axisOf(
  name: string,
  values: Iterable<number>,
  levels: readonly string[] | null = null,
  dates = false,
): Axis {
  if (levels !== null) return { name, low: -0.5, high: levels.length - 0.5, levels, dates };
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { name, low, high, levels, dates } : { name, low: 0, high: 1, levels, dates };
}

/** A value of an axis as people read it. */
export function toldAt({ levels, dates }: Axis, value: number): string {
  if (levels !== null) return levels[Math.round(value)] ?? '';
  return dates ? new Date(value * 86_400_000).toISOString().slice(0, 10) : told(value);
}

/** More categories than these have no room for their names. */
const mostNames = 4;
/** Letters of a name under the frame, and beside it. */
const letters = { x: 9, y: 6 } as const;

/** Where ticks stand. */
function ticksOf(axis: Axis): readonly number[] {
  if (axis.levels === null) return axis.low === axis.high ? [axis.low] : [axis.low, axis.high];
  return axis.levels.length > mostNames ? [] : axis.levels.map((_, at) => at);
}

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The frame, with its ticks. */
export function planeHtml(x: Axis, y: Axis): Html {
  const { left, top, width, height } = frame;
  const last = (at: number, axis: Axis) => axis.levels === null && at === axis.high && axis.high > axis.low;
  const first = (at: number, axis: Axis) => axis.levels === null && at === axis.low && axis.high > axis.low;
  const xTicks = ticksOf(x).map((at) => {
    const where = last(at, x) ? 'end' : first(at, x) ? 'start' : 'middle';
    return html`<text class="tick ${where}" x="${across(x, at)}" y="${top + height + 62}">${short(toldAt(x, at), x.dates ? 10 : letters.x)}</text>`;
  });
  const yTicks = ticksOf(y).map((at) => {
    const lift = last(at, y) ? 40 : first(at, y) ? 0 : 16;
    return html`<text class="tick end" x="${left - 14}" y="${up(y, at) + lift}">${short(toldAt(y, at), y.dates ? 10 : letters.y)}</text>`;
  });
  return html`<rect class="frame" x="${left}" y="${top}" width="${width}" height="${height}"/>${xTicks}${yTicks}`;
}

/** The name of an axis, over the plot or under it. */
export function axisName(name: string, arrow: '↑' | '→'): Html {
  return html`<p class="axis-name${arrow === '→' && ' across'}">${name} <span aria-hidden="true">${arrow}</span></p>`;
}
