/** The fit as a scrubber: its rows, lines and losses at every step, one slider over them; without a script its start, middle and end. */

import { raceOf } from '../../charts/trace/race.js';
import { counted } from '../../counted.js';
import { documentHtml, type Html } from '../../documents/html.js';
import { cut } from '../../documents/printable.js';
import type { Trace } from '../../experiment/trace-contract.js';
import type { Learnt } from '../../methods/contract.js';
import { placesOf } from '../../report/race/drawing.js';
import { type Frame, figureOf, framesHtml, legendOf, stepsTable } from '../../report/race/figure.js';

/** Letters of a column's name. */
const most = 60;

/**
 * @param log of the fit: how its starts went.
 * @param scale of a loss in the units of the trace.
 */
export function courseFigure(trace: Trace, log: Learnt['log'], scale: number): Html {
  const starts = (log.starts ?? []).flatMap(({ losses }) =>
    losses === undefined ? [] : [losses.map((loss) => loss * scale)],
  );
  const race = raceOf([{ trace, ...(starts.length > 1 ? { others: starts } : {}) }]);
  const title = 'The fit, step by step';
  const unit =
    trace.target.kind === 'regression'
      ? ` Losses are squared errors, in squared units of ${cut(trace.samples?.target ?? 'the target', most)}.`
      : '';
  return figureOf('fit.course', {
    ...{ race, title },
    about: `${aboutOf(trace)} Iteration 0 is where it began.`,
    frames: framesHtml(race, stillOf(placesOf(race))),
    legend: `${legendOf(race)}${unit}${starts.length > 1 ? ` Behind it, thin: the mean losses of all ${starts.length} starts, those that were left early broken off.` : ''}`,
    steps: documentHtml([stepsTable(title, race)]),
  });
}

function aboutOf({ samples, target, n, k, row }: Trace): string {
  const all = `${counted(n, 'row')}, ${counted(k, 'expert')}, by ${row.method}.`;
  if (samples === undefined) return all;
  const along = samples.axes.map((name) => cut(name, most)).join(' and ');
  const lines =
    target.kind === 'regression' ? ': lines are what each expert predicts with every other input at its mean' : '';
  return `${all} Samples are rows of the table, drawn along ${along}${lines}.`;
}

/** The first, the middle and the last place. */
function stillOf(places: number): Frame[] {
  const [middle, last] = [Math.floor((places - 1) / 2), places - 1];
  return [
    { at: 0, called: 'The start' },
    ...(middle > 0 ? [{ at: middle, called: `The middle, step ${middle}` }] : []),
    ...(last > 0 ? [{ at: last, called: `The end, step ${last}` }] : []),
  ];
}
