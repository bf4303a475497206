/** The scaling of the bounded assignment as a log-log chart, a line a solver. */
import { extent } from 'd3-array';
import type { TopLevelSpec } from 'vega-lite';
import { ground, soft } from '../charts/colors.js';
import { keyPanel } from '../charts/marks/key.js';
import { colorOf, type Layer, page, powersOfTen, shapeOf, sheetWidth, short, told } from '../charts/theme.js';
import { type Report, type Result, tolerance, troubles } from './assignment.js';
import type { Solver } from './assignment-solvers.js';

/** Of the plot, px. */
const height = 400;

/** A measured point; `said` is for screen readers. */
interface Point {
  readonly n: number;
  readonly ms: number;
  readonly said: string;
}

/** A solver's points, in its color and shape. */
interface Line {
  readonly solver: Solver;
  readonly points: readonly Point[];
  readonly color: string;
  readonly shape: string;
}

/** CPU time against n. Solvers keep their color and shape where another is absent. */
export function assignmentChart(report: Report): TopLevelSpec {
  const { solvers, scaling, machine, versions } = report;
  const drawn = solvers.flatMap((solver, s) => {
    const points = pointsOf(report.results, solver);
    return points.length === 0 ? [] : [{ solver, points, color: colorOf(s), shape: shapeOf(s) }];
  });
  const key = drawn.map(({ solver, color, shape }) => ({
    label: solver.about,
    shape,
    fill: color,
    stroke: color,
  }));
  return page(
    {
      title: titleOf(drawn),
      notes: [
        `CPU time of one call (median of repeats, one thread), k = ${scaling.k}. All get the same losses, whose argmin has unequal sizes, and`,
        `found, where nothing else is said, the same total loss, to ${told(tolerance)} of it. A solver's first size above ${scaling.limit} CPU s is its last.`,
        `Times are of this machine: ${[machine, ...versions].join(', ')}.`,
        ...troubles(report.results),
      ],
      description: descriptionOf(drawn, scaling.limit),
    },
    {
      width: sheetWidth - 90,
      height,
      layer: [
        ...limitLayers(scaling.limit),
        ...drawn.flatMap((line) => lineLayers(line)),
        ...nameLayers(drawn, 1000 * scaling.limit),
      ],
      encoding: axesOf(drawn.flatMap(({ points }) => points)),
    },
    keyPanel([key]),
  );
}

/** By how much the first solver is faster than all others, at the greatest size that all have; or what is drawn. */
function titleOf([first, ...others]: readonly Line[]): string {
  const sizes = (first?.points ?? []).map(({ n }) => n);
  const n = sizes.findLast((size) => others.every(({ points }) => points.some((point) => point.n === size)));
  const at = ({ points }: Line) => points.find((point) => point.n === n)?.ms ?? Number.NaN;
  const [least = 0, most = 0] = extent(others, (line) => at(line) / at(first!));
  if (least <= 1) return 'Time to assign n samples to clusters of equal size, by solver';
  const times = least === most ? told(least) : `${told(least)} to ${told(most)}`;
  return `Equal clusters of ${n} samples: ${first!.solver.name} is ${times} times as fast as the other solvers`;
}

function pointsOf(results: readonly Result[], { name }: Solver): Point[] {
  return results.flatMap(({ solver, n, ms, ratio }) => {
    if (solver !== name || ms === null) return [];
    const times = ratio === null ? '' : `, ${told(ratio)} times the first`;
    return [{ n, ms: short(ms), said: `${name}, n = ${n}: ${told(ms)} CPU ms${times}` }];
  });
}

function descriptionOf(lines: readonly Line[], limit: number): string {
  const ends = lines.map(({ solver, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!];
    return `${solver.name}, ${told(first.ms)} at n = ${first.n} to ${told(last.ms)} at n = ${last.n}`;
  });
  return (
    'A line for each solver: CPU milliseconds of one call against the number of samples n, both logarithmic. ' +
    `A dashed line marks the limit of ${limit} CPU seconds. From its least to its greatest size: ${ends.join('; ')}.`
  );
}

/** Axes over all points, with room for names at the right. */
function axesOf(points: readonly Point[]) {
  const axis = (field: 'n' | 'ms', domain: readonly number[], title: string) => ({
    field,
    type: 'quantitative' as const,
    scale: { type: 'log' as const, domain: [...domain], nice: false },
    axis: { title, values: powersOfTen(domain, 9), format: ',.6~f' },
  });
  const [least, most] = spanOf(points.map(({ n }) => n));
  const [quickest, slowest] = spanOf(points.map(({ ms }) => ms));
  return {
    x: axis('n', [least / 1.3, most * 2.2], 'samples n'),
    y: axis('ms', [quickest / 2, slowest * 2], 'CPU ms a call'),
  };
}

const spanOf = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)];

function limitLayers(limit: number): Layer[] {
  const data = { values: [{ ms: 1000 * limit, label: `limit, ${limit} CPU s` }] };
  const text = { type: 'text' as const, align: 'right' as const, dx: -6, dy: -8, color: soft };
  return [
    {
      data,
      mark: { type: 'rule', strokeDash: [4, 3], color: soft, aria: false },
      encoding: { x: { value: 0 }, x2: { value: 'width' } },
    },
    { data, mark: text, encoding: { x: { value: 'width' }, text: { field: 'label' } } },
  ];
}

/**
 * Each line's name beside its last point, or below the name of a higher one that would hide it, or below the line of the
 * limit (ms) that would strike it through; white around it.
 */
function nameLayers(lines: readonly Line[], limit: number): Layer[] {
  const [quickest, slowest] = spanOf(lines.flatMap(({ points }) => points.map(({ ms }) => ms)));
  const apart = ((4 * slowest) / quickest) ** (14 / height);
  const placed: { n: number; ms: number; name: string }[] = [];
  const ends = lines.map(({ solver, points }) => ({ name: solver.name, ...points.at(-1)! }));
  for (const { n, ms, name } of ends.toSorted((a, b) => b.ms - a.ms)) {
    const above = placed.filter((other) => other.n === n).at(-1);
    const free = above === undefined ? ms : Math.min(ms, above.ms / apart);
    const struck = free < limit * apart ** 0.6 && free > limit / apart ** 0.6;
    placed.push({ n, ms: short(struck ? limit / apart ** 0.6 : free), name });
  }
  const text = { type: 'text' as const, align: 'left' as const, dx: 9 };
  const around = { stroke: ground, strokeWidth: 3, aria: false };
  return [around, {}].map((look) => ({
    data: { values: placed },
    mark: { ...text, ...look },
    encoding: { text: { field: 'name' } },
  }));
}

function lineLayers({ points, color, shape }: Line): Layer[] {
  return [
    {
      data: { values: points.map(({ n, ms }) => ({ n, ms })) },
      mark: { type: 'line', strokeWidth: 1.6, color, aria: false },
    },
    {
      data: { values: [...points] },
      mark: { type: 'point', filled: true, size: 60, opacity: 1, color, shape },
      encoding: { description: { field: 'said', type: 'nominal' } },
    },
  ];
}
