/** A trial in words: for every shown step of a trace what happened in it, and to which expert. */
import { counted } from '../../counted.js';
import { shownSteps, type Trace, type TraceStep } from '../../experiment/trace-contract.js';
import { told } from '../theme.js';

/** What a step comes to. */
export interface StepTold {
  readonly iteration: number;
  /** One sentence or a few. */
  readonly text: string;
  /** Experts that hold no sample any more, or no longer more than one class, and did at the shown step before. */
  readonly lost: readonly number[];
  /** Of it what is not so in every step: an expert lost what it needs, or the trial ended; else empty. */
  readonly news: string;
}

/** From this share on, samples that are with experts of one class only are told of. */
const most = 0.5;

/** For each of `shownSteps`, in order. */
export function narration(trace: Trace): readonly StepTold[] {
  const steps = shownSteps(trace);
  return steps.map((step, s) => {
    const before = steps[s - 1];
    const last = s === steps.length - 1;
    const lost = [...emptied(step, before), ...ofOneClass(step, before)].toSorted((a, b) => a - b);
    const [lostTold, endTold] = [losses(trace, step, before, last), last ? ending(trace, step) : []];
    const sentences = [
      ...(before === undefined ? [start(step)] : []),
      ...lostTold,
      ...(before === undefined ? [] : [moved(trace, step, before, steps[1]!.iteration - steps[0]!.iteration)]),
      ...(lost.length > 0 || last ? givenAway(step) : []),
      ...endTold,
    ];
    return {
      iteration: step.iteration,
      text: sentences.join(' '),
      lost,
      news: before === undefined && !last ? '' : [...lostTold, ...endTold].join(' '),
    };
  });
}

/** `Start: the experts hold 28, 31 and 31 samples.` */
function start({ sizes }: TraceStep): string {
  const few = sizes.length <= 4;
  const held = few ? `hold ${listed(sizes)}` : `hold ${Math.min(...sizes)} to ${Math.max(...sizes)}`;
  return `Start: the ${few ? '' : `${sizes.length} `}experts ${held} samples${few ? '' : ' each'}.`;
}

function emptied({ sizes }: TraceStep, before: TraceStep | undefined): number[] {
  return sizes.flatMap((size, j) => (size === 0 && before?.sizes[j] !== 0 ? [j] : []));
}

const single = (counts: readonly number[] | undefined): boolean =>
  counts !== undefined && counts.filter((count) => count > 0).length === 1;

function ofOneClass({ classes = [] }: TraceStep, before: TraceStep | undefined): number[] {
  return classes.flatMap((counts, j) => (single(counts) && !single(before?.classes?.[j]) ? [j] : []));
}

/** What experts lost in a step; of the last one of a degenerate trial, that it is one. */
function losses(trace: Trace, step: TraceStep, before: TraceStep | undefined, last: boolean): string[] {
  const { row } = trace;
  const parts = [
    ...emptyTold(emptied(step, before), before === undefined),
    ...oneClassTold(trace, ofOneClass(step, before), step, before),
  ];
  const degenerate = last && row.status === 'degenerate';
  if (parts.length === 0) return degenerate ? [`This trial is degenerate: ${row.reason}.`] : [];
  return [`${upperFirst(parts.join('; '))}${degenerate ? ': this trial is degenerate' : ''}.`];
}

function emptyTold(experts: readonly number[], atStart: boolean): string[] {
  if (experts.length === 0) return [];
  const [who, one] = [named(experts), experts.length === 1];
  if (atStart) return [`${who} ${one ? 'holds' : 'hold'} no sample from the start`];
  return [`${who} lost ${one ? 'its last sample' : 'their last samples'}`];
}

function oneClassTold(
  { target }: Trace,
  experts: readonly number[],
  { classes = [] }: TraceStep,
  before: TraceStep | undefined,
): string[] {
  if (experts.length === 0 || target.kind !== 'classes') return [];
  const [first] = experts;
  if (experts.length > 1) return [`${named(experts)} hold one class only`];
  const gone = classes[first!]!.findIndex((count, c) => count === 0 && (before?.classes?.[first!]?.[c] ?? 0) > 0);
  if (gone < 0 || target.labels.length > 2) return [`${named(experts)} holds one class only`];
  return [`${named(experts)} lost its last sample of class ${signed(classNames(target.labels)[gone]!)}`];
}

/** `12 samples changed expert; the mean loss fell from 0.31 to 0.12.`; since when, where steps were left out. */
function moved({ mayRise }: Trace, step: TraceStep, before: TraceStep, usual: number): string {
  const since = step.iteration - before.iteration > usual ? ` since iteration ${before.iteration}` : '';
  const changed =
    step.changed === null
      ? []
      : [`${step.changed === 0 ? 'no sample' : counted(step.changed, 'sample')} changed expert${since}`];
  const loss = step.loss === null ? [] : [lossTold(step.loss, before.loss, mayRise)];
  const done = step.done === undefined ? '' : `${step.done}: `;
  const all = done + [...changed, ...loss].join('; ');
  return all === '' ? `Iteration ${step.iteration}.` : `${upperFirst(all)}.`;
}

function lossTold(loss: number, before: number | null, mayRise: string): string {
  const [now, then] = [told(loss), before === null ? null : told(before)];
  if (then === null || now === then) return `the mean loss is ${now}`;
  if (loss < before!) return `the mean loss fell from ${then} to ${now}`;
  return `the mean loss rose from ${then} to ${now}${mayRise === '' ? '' : ` (${mayRise})`}`;
}

/** An expert of one class may say it everywhere: where all are such, the assignment is the labels over again. */
function givenAway({ classes = [], sizes }: TraceStep): string[] {
  const held = sizes.reduce((sum, size, j) => sum + (single(classes[j]) ? size : 0), 0);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  if (held === 0 || held < most * n) return [];
  const share = held === n ? 'All' : `${Math.floor((100 * held) / n)}% of the`;
  return [`${share} samples are with experts of one class only: the assignment memorizes the labels.`];
}

/** How a trial that is not degenerate ended. */
function ending({ row: { status, converged } }: Trace, { changed, iteration }: TraceStep): string[] {
  if (status !== 'ok') return [];
  if (converged) return ['It has converged.'];
  const limit = changed === 0 ? 'a fit of its experts stopped at a limit' : `it stops at iteration ${iteration}`;
  return [`It has not converged: ${limit}.`];
}

/** `expert 2`, `experts 0, 3 and 5`. */
const named = (experts: readonly number[]): string =>
  `${experts.length === 1 ? 'expert' : 'experts'} ${listed(experts)}`;

/** `0, 3 and 5`. */
function listed(items: readonly number[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** What classes are called: by their place, as in every figure, where they are but signs. */
export const classNames = (labels: readonly string[]): readonly string[] =>
  labels.join() === '-1,1' ? ['0', '1'] : labels;

/** A label with a minus as people read it. */
const signed = (label: string): string => label.replace(/^-(?=\d)/, '−');

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
