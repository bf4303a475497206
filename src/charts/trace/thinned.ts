/** A line with fewer points. */

export type Point = readonly [x: number, y: number];

/** Douglas and Peucker's choice of points (1973): no left-out one is farther than `off` from the line. */
export function thinned(line: readonly Point[], off: number): Point[] {
  const [first, last] = [line[0], line.at(-1)];
  if (first === undefined || last === undefined || line.length < 3) return [...line];
  let [farthest, distance] = [0, off];
  line.forEach((point, i) => {
    const away = distanceTo(first, last, point);
    if (away > distance) [farthest, distance] = [i, away];
  });
  if (farthest === 0) return [first, last];
  return [...thinned(line.slice(0, farthest + 1), off), ...thinned(line.slice(farthest), off).slice(1)];
}

/** From a point to the line through two others; to them, where they are one, as in a closed line. */
function distanceTo([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length;
}
