/**
 * A race on the page: lanes side by side on one slider, which the page's script brings to life. Without it, and on paper,
 * chosen steps stand one under the other; the sentences of all steps are in a table.
 */

import { told } from '../../charts/theme.js';
import { type Runner, raceOf } from '../../charts/trace/race.js';
import type { Lane, LaneStep, Race } from '../../charts/trace/race-contract.js';
import type { Table } from '../../documents/contract.js';
import { documentHtml, type Html, html, jsonElement } from '../../documents/html.js';
import type { LiveRace } from '../../experiment/live-contract.js';
import type { Trace } from '../../experiment/trace-contract.js';
import { placesOf, stepAt } from './drawing.js';
import { lanesHtml } from './lane.js';

/**
 * @param id of its own on the page.
 * @param runners of one task and trial, each with at least one step.
 * @param live what the page's own thread can run with other draws, where it can.
 */
export function raceFigure(id: string, runners: readonly Runner[], live?: LiveRace): Html {
  return figureOf(id, raceParts(runners), live);
}

/** The figure of these parts. @param id and `live` as of `raceFigure`. */
export function figureOf(id: string, parts: RaceParts, live?: LiveRace): Html {
  const { race, title, about, frames, legend, steps } = parts;
  const name = `${id}.title`;
  return html`<figure class="race" id="${id}" aria-labelledby="${name}">
<figcaption><strong id="${name}">${title}</strong>. <span class="about">${about}</span></figcaption>
<div class="controls" role="group" aria-label="${`Steps of ${title}`}"></div>
<div class="frames">
${frames}</div>
<p class="note legend">${legend}</p>
<details class="data"><summary>All steps in words</summary>
<div class="steps">${steps}</div></details>
${jsonElement('lanes-data', race)}${live && jsonElement('live-race', live)}
</figure>
`;
}

/** What a figure shows of a race and says about it: all that changes where another one takes its place. */
export interface RaceParts {
  readonly race: Race;
  readonly title: string;
  readonly about: string;
  readonly frames: Html;
  readonly legend: string;
  readonly steps: Html;
}

/**
 * @param runners as of `raceFigure`.
 * @param ran more about the trial, such as its seed.
 */
export function raceParts(runners: readonly Runner[], ran = ''): RaceParts {
  const race = raceOf(runners);
  const traces = runners.map(({ trace }) => trace);
  const title = `${titleOf(traces)}${ran}`;
  const frames = framesHtml(race, framesOf(race));
  return {
    ...{ race, title, about: aboutOf(traces), frames },
    ...{ legend: legendOf(race), steps: documentHtml([stepsTable(title, race)]) },
  };
}

/** A place of the slider that stands still, and what it is called. */
export interface Frame {
  readonly at: number;
  readonly called: string;
}

/** Places of the slider one under the other: what is there without a script. */
export function framesHtml(race: Race, frames: readonly Frame[]): Html {
  return html`${frames.map(({ at, called }) => html`<p class="frame-name">${called}</p>\n${lanesHtml(race, at)}`)}`;
}

/** What races; it does not tell the ending. */
function titleOf(traces: readonly Trace[]): string {
  const [{ row }] = traces as readonly [Trace];
  const methods = listed(traces.map((trace) => trace.row.method));
  return `${row.task} by ${methods}, trial ${row.trial}`;
}

/** The data and the experts, and who starts from the same assignment. */
function aboutOf(traces: readonly Trace[]): string {
  const [first] = traces as readonly [Trace];
  const others = traces.filter(({ expert }) => expert !== first.expert);
  const experts = [first.expert, ...others.map(({ row, expert }) => `${expert} by ${row.method}`)].join(', ');
  const start = (trace: Trace) => trace.steps[0]?.picture?.assignment.join();
  const alike = traces.filter((trace) => start(trace) === start(first));
  const starts =
    traces.length === 1
      ? ''
      : alike.length === traces.length
        ? ' All start from one assignment.'
        : ` ${listed(alike.map(({ row }) => row.method))} start from one assignment, ` +
          `${listed(traces.filter((trace) => !alike.includes(trace)).map(({ row }) => row.method))} from the same draws.`;
  return `${first.n} samples, ${first.k} experts (${experts}).${starts}`;
}

/** `lap, lp and direct`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** The first step, the one in which the first trial degenerates, else something else happens, and the last. */
function framesOf(race: Race): Frame[] {
  const last = placesOf(race) - 1;
  const where = (is: (step: LaneStep) => unknown) =>
    race.lanes.flatMap(({ steps }) => steps.flatMap((step, at) => (is(step) && at > 0 && at < last ? [at] : [])));
  const happens = [where(({ fatal }) => fatal), where(({ news }) => news)].find(({ length }) => length > 0);
  const between = happens === undefined ? [] : [Math.min(...happens)];
  return [
    { at: 0, called: 'The start' },
    ...between.map((at) => ({ at, called: `Step ${at}` })),
    ...(last > 0 ? [{ at: last, called: `The end, step ${last}` }] : []),
  ];
}

/** What is drawn, in a few sentences. */
export function legendOf({ plane, k, lanes }: Race): string {
  const below = 'columns: how many samples each expert holds; below them, the mean loss so far, each on its own scale.';
  if (plane === undefined) return `The samples have too many features to be drawn; ${below}`;
  const { axes, classes } = plane;
  const lines = lanes.some(({ steps }) => steps.some((step) => step.lines?.some((path) => path !== '')));
  const strong = lanes.some(({ steps }) => steps.some((step) => step.strong !== undefined));
  const hollow = classes.length === 0 ? [] : [`hollow: class ${signed(classes[0]!)}, filled: ${filled(classes)}`];
  const map = lanes.some(({ steps }) => steps.at(-1)?.map)
    ? ['shading at the end: the class that the whole mixture predicts there']
    : [];
  return [
    ...[`Each sample has the color and shape of the expert, 0 to ${k - 1}, that holds it`, ...hollow],
    ...(lines
      ? [
          strong
            ? 'lines: what each expert predicts, bold over the samples it holds'
            : 'lines: where its prediction changes class',
        ]
      : []),
    ...map,
    ...[`${axes.map(({ name, ends }) => `${name} from ${end(ends[0])} to ${end(ends[1])}`).join(', ')}`, below],
  ].join('; ');
}

const filled = (classes: readonly string[]): string =>
  classes.length === 2 ? `class ${signed(classes[1]!)}` : 'another class';

const end = (value: number): string => signed(told(Number(value.toPrecision(2))));

const signed = (label: string): string => label.replace(/^-(?=\d)/, '−');

/** A step a row, what happened in each lane; nothing where it has ended. */
export function stepsTable(title: string, race: Race): Table {
  const words = (lane: Lane, at: number) => (at < lane.steps.length ? stepAt(lane, at).said : '–');
  return {
    kind: 'table',
    caption: `${title}: what happened in each step`,
    cards: true,
    columns: [{ title: 'step', number: true }, ...race.lanes.map(({ name }) => ({ title: name }))],
    rows: Array.from({ length: placesOf(race) }, (_, at) => [String(at), ...race.lanes.map((lane) => words(lane, at))]),
  };
}
