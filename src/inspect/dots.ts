/** Rows as dots: a path for all dots of one look, since a page has tens of thousands. The page draws by it, and its script. */
import { type Html, html } from '../documents/html.js';
import { look, markPath } from '../report/race/drawing.js';

/** A row at its place on a plot, in units of the drawing. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly expert: number;
  /** 0 to 2: how far it is from being sure which expert decides. */
  readonly doubt: number;
  readonly outlier: boolean;
}

/** Of more rows the shapes would not be seen, and the file would be large. */
const mostShaped = 1500;

/** How large dots are, by how many there are. */
const radii: readonly (readonly [rows: number, radius: number])[] = [
  [150, 17],
  [500, 13],
  [mostShaped, 10],
  [Number.POSITIVE_INFINITY, 6],
];
/** What doubt makes of that. */
const growth = [1, 1.5, 2.1] as const;

/** @param rows how many the plot has in all: dots of a part of them look the same. */
export function dotsHtml(dots: Iterable<Dot>, rows: number): Html {
  const [, radius] = radii.find(([most]) => rows <= most)!;
  const shaped = rows <= mostShaped;
  const paths = new Map<string, string>();
  for (const { x, y, expert, doubt, outlier } of dots) {
    const size = Math.round(radius * growth[doubt]!);
    const own = outlier ? 'outlier' : look(expert);
    const key = shaped ? `mark ${own}` : `dot d${size} ${own}`;
    const drawn = shaped ? markPath(expert, x, y, size) : `M${x} ${y}h0`;
    paths.set(key, (paths.get(key) ?? '') + drawn);
  }
  // Those that nobody is sure of, which are few and large, stand behind the others.
  const inOrder = [...paths].sort(([a], [b]) => (a < b ? 1 : -1));
  return html`${inOrder.map(([key, path]) => html`<path class="${key}" d="${path}"/>`)}`;
}

/** From the share of the gate, or of resamples, to doubt. */
export const doubtOf = (share: number): number => (share >= 0.9 ? 0 : share >= 0.6 ? 1 : 2);

/** What doubts are called. */
export const doubts = ['90% and more', '60% to 90%', 'below 60%'] as const;
