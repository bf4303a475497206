/** Packs traces for the page: coordinates once, an expert a letter, curves and borders as paths of whole numbers. */
import { extent, groups, max } from 'd3-array';
import { InputError } from '../../errors.js';
import type { Region } from '../../experiment/kept-contract.js';
import { shownSteps, type Trace, type TraceSamples, type TraceStep } from '../../experiment/trace-contract.js';
import { bordersOf, cellOf, smoothed } from '../marks/borders.js';
import { short } from '../theme.js';
import { classNames, narration, type StepTold } from './narration.js';
import { type Axis, codeOf, type Lane, type LaneStep, type Plane, type Race, side } from './race-contract.js';
import { type Point, thinned } from './thinned.js';

/** Samples that are drawn at most. */
const mostDrawn = 400;
/** What is most of the samples stands out no more. */
const most = 0.5;
/** How far a line may be from what it stands for: a border is known to a cell, which is about 10. */
const off = { curve: 2, border: 8 };

/** A trace, and what is to be said at its end. */
export interface Runner {
  readonly trace: Trace;
  readonly result?: string;
  /** Mean losses of other courses beside it, of each after iteration 1, 2 and so on. */
  readonly others?: readonly (readonly number[])[];
}

/**
 * @param runners of one task and trial, one a method: the data is that of the first.
 * @throws InputError for a trace without any step: a trial that failed.
 */
export function raceOf(runners: readonly Runner[]): Race {
  const traces = runners.map(({ trace }) => trace);
  const [first] = traces;
  const stopped = traces.find(({ steps }) => steps.length === 0);
  if (first === undefined) throw new InputError('a race needs a trial');
  if (stopped !== undefined) throw new InputError(`${stopped.row.id} has no step to draw: ${stopped.row.reason}`);
  const drawn = first.samples && drawnOf(traces, first.samples);
  return {
    ...{ k: first.k, n: first.n },
    most: max(traces.flatMap((trace) => shownSteps(trace).flatMap(({ sizes }) => [...sizes])))!,
    ...(drawn && { plane: drawn.plane }),
    lanes: runners.map((runner) => laneOf(runner, drawn)),
  };
}

interface Drawn {
  readonly plane: Plane;
  /** Which of the kept samples are drawn. */
  readonly kept: readonly number[];
  place(x: number, y: number): Point;
}

function drawnOf(traces: readonly Trace[], samples: TraceSamples): Drawn {
  const { target } = traces[0]!;
  const every = Math.ceil(samples.x.length / mostDrawn);
  const kept = samples.x.flatMap((_, i) => (i % every === 0 ? [i] : []));
  const onPlane = samples.axes.length === 2;
  const x = samples.x.map(([first]) => first!);
  const y = onPlane ? samples.x.map(([, second]) => second!) : samples.y;
  const classes = target.kind === 'classes' ? classNames(target.labels) : [];
  const axes: [Axis, Axis] = [
    { name: samples.axes[0]!, ends: endsOf(x, onPlane ? 0.06 : 0.03) },
    {
      name: onPlane ? samples.axes[1]! : classes.length > 0 ? 'class' : (samples.target ?? 'y'),
      ends: endsOf(y, onPlane ? 0.06 : 0.1),
    },
  ];
  const place = (u: number, v: number): Point => [onAxis(axes[0], u), side - onAxis(axes[1], v)];
  const places = kept.map((i) => place(x[i]!, y[i]!));
  return {
    plane: {
      axes,
      x: places.map(([u]) => Math.round(u)),
      y: places.map(([, v]) => Math.round(v)),
      index: kept.map((i) => samples.index[i]!),
      classes,
      labels: classes.length === 0 ? '' : codeOf(kept.map((i) => samples.y[i]!)),
    },
    ...{ kept, place },
  };
}

/** The ends of an axis that holds the values, with a margin as a share of their span. */
function endsOf(values: readonly number[], margin: number): [number, number] {
  const [low = 0, high = 1] = extent(values);
  const wide = (high - low || Math.abs(high) || 1) * margin;
  return [short(low - wide), short(high + wide)];
}

const onAxis = ({ ends: [low, high] }: Axis, value: number): number => (side * (value - low)) / (high - low);

function laneOf({ trace, result, others }: Runner, drawn: Drawn | undefined): Lane {
  const steps = shownSteps(trace);
  const told = narration(trace);
  return {
    name: trace.row.method,
    about: trace.about.method,
    ...(result && { result }),
    ...(others && { others: others.map((losses) => placed(losses, steps)) }),
    steps: steps.map((step, s) => ({
      ...stepOf(step, told[s]!),
      ...(drawn && pictureOf(trace, step, drawn)),
      ...(drawn && s === steps.length - 1 && endOf(trace, steps, drawn)),
    })),
  };
}

/** Losses of another course at the places of these steps' slider; those of later iterations are left out. */
function placed(losses: readonly number[], steps: readonly TraceStep[]): [place: number, loss: number][] {
  return losses.flatMap((loss, at): [number, number][] => {
    const next = steps.findIndex(({ iteration }) => iteration >= at + 1);
    if (next < 1) return [];
    const [before, after] = [steps[next - 1]!.iteration, steps[next]!.iteration];
    const place = next - 1 + (at + 1 - before) / (after - before);
    return [[Number(place.toFixed(2)), Number(loss.toPrecision(3))]];
  });
}

function stepOf({ iteration, loss, sizes }: TraceStep, { text, news }: StepTold): LaneStep {
  return {
    iteration,
    loss: loss === null ? null : Number(loss.toPrecision(3)),
    sizes,
    said: text,
    ...(news !== '' && { news }),
  };
}

function pictureOf({ samples }: Trace, { picture }: TraceStep, { kept, place }: Drawn): Partial<LaneStep> {
  if (picture === undefined) return {};
  const { assignment, curves, regions } = picture;
  const held = codeOf(kept.map((i) => assignment[i]!));
  if (regions.length > 0) return { held, lines: regions.map((own) => bordersPath(own, place)) };
  if (curves.length === 0) return { held };
  const lines = curves.map((points) => points.map(({ x, prediction }) => place(x, prediction)));
  const strong = lines.map((line, expert) => {
    const own = samples!.x.flatMap(([x], i) => (assignment[i] === expert ? [place(x!, 0)[0]] : []));
    return own.length > 1 ? between(line, Math.min(...own), Math.max(...own)) : [];
  });
  return { held, lines: lines.map(curvePath), strong: strong.map(curvePath) };
}

const curvePath = (line: readonly Point[]): string => pathOf(thinned(line, off.curve));

function bordersPath(regions: readonly Region[], place: Drawn['place']): string {
  const runs = regions.map(({ x1, x2, prediction }) => {
    return { x: x1[0], to: x1[1], y: x2[0], top: x2[1], prediction, expert: 0 };
  });
  const map = groups(runs, ({ y }) => y).map(([, row]) => row);
  const lines = bordersOf(map, ({ prediction }) => prediction).map((line) => smoothed(line, cellOf(map)));
  return lines
    .map((line) =>
      pathOf(
        thinned(
          line.map(([x, y]) => place(x, y)),
          off.border,
        ),
      ),
    )
    .join('');
}

/** `M0 500L1000 20`. */
function pathOf(line: readonly Point[]): string {
  return line.map(([x, y], i) => `${i === 0 ? 'M' : i === 1 ? 'L' : ' '}${Math.round(x)} ${Math.round(y)}`).join('');
}

/** The part of a curve between two abscissae, its ends put on the curve. */
function between(line: readonly Point[], low: number, high: number): Point[] {
  const at = (x: number): Point => {
    const next = Math.max(
      1,
      line.findIndex((point) => point[0] >= x),
    );
    const [[ax, ay], [bx, by]] = [line[next - 1]!, line[next]!];
    return [x, bx === ax ? ay : ay + ((by - ay) * (x - ax)) / (bx - ax)];
  };
  return low < high ? [at(low), ...line.filter(([x]) => x > low && x < high), at(high)] : [];
}

/** What the last step alone has: the whole mixture’s prediction, and the samples that make the trial degenerate. */
function endOf(trace: Trace, steps: readonly TraceStep[], { kept, place }: Drawn): Partial<LaneStep> {
  const { map, target, row } = trace;
  const classes = target.kind === 'classes' ? target.labels.length : 0;
  return {
    ...(map && classes > 0 && { map: Array.from({ length: classes }, (_, c) => areaPath(map, c, place)) }),
    ...(row.status === 'degenerate' && { fatal: fatal(steps, kept) }),
  };
}

/** The experts that hold nothing, with their samples at the step before; where none does, those that hold one class. */
function fatal(steps: readonly TraceStep[], kept: readonly number[]): NonNullable<LaneStep['fatal']> {
  const last = steps.at(-1)!;
  const empty = last.sizes.flatMap((size, j) => (size === 0 ? [j] : []));
  const single = (last.classes ?? []).flatMap((own, j) => (own.filter(Boolean).length === 1 ? [j] : []));
  const [step, experts] = empty.length > 0 ? [steps.at(-2), empty] : [last, single];
  const held = step?.picture?.assignment ?? [];
  const samples = kept.flatMap((i, place) => (experts.includes(held[i]!) ? [place] : []));
  return { experts, samples: samples.length > most * kept.length ? [] : samples };
}

/** The rectangles of a class as one path; those of one width that stand on each other are one. */
function areaPath(regions: readonly Region[], c: number, place: Drawn['place']): string {
  const open = new Map<string, { from: number; to: number }>();
  const parts: string[] = [];
  const close = (key: string) => {
    const [low, high] = key.split(' ').map(Number) as [number, number];
    const { from, to } = open.get(key)!;
    const [x, y] = place(low, from).map(Math.round);
    const [right, top] = place(high, to).map(Math.round);
    parts.push(`M${x} ${y}H${right}V${top}H${x}z`);
    open.delete(key);
  };
  const own = regions.filter(({ prediction }) => prediction === c).toSorted((a, b) => a.x2[0] - b.x2[0]);
  for (const { x1, x2 } of own) {
    const key = x1.join(' ');
    const under = open.get(key);
    if (under !== undefined && under.to !== x2[0]) close(key);
    open.set(key, { from: open.get(key)?.from ?? x2[0], to: x2[1] });
  }
  for (const key of [...open.keys()]) close(key);
  return parts.join('');
}
