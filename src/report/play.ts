/** What a reader can compute anew: a panel that the page's script fills, and what stands in its place where none runs. */
import { deflateRawSync } from 'node:zlib';
import { prose, type Table } from '../documents/contract.js';
import { documentHtml, type Html, html, jsonElement, textHtml } from '../documents/html.js';
import { typeset, withInterval } from '../documents/numbers.js';
import { cut } from '../documents/printable.js';
import { InputError, shown } from '../errors.js';
import type { Claim } from '../experiment/claim-contract.js';
import { type Live, liveRow } from '../experiment/live-contract.js';
import { isShare } from '../metrics/contract.js';
import type { JudgedClaim } from '../results/claims/judge.js';
import { verdictBadge } from './claims.js';
import { claimAnchor } from './claims-table.js';
import type { PlayData } from './client/play/data.js';
import { pack } from './client/play/packed.js';
import type { MetricMeaning, Report, ReportedExperiment } from './contract.js';

/** Committed rows of each method that the page carries. */
const mostRows = 2000;

/** An experiment with something to play with. */
type Played = ReportedExperiment & { readonly live: Live };

export function hasPlay({ experiments }: Pick<Report, 'experiments'>): boolean {
  return experiments.some(isPlayed);
}

function isPlayed(experiment: ReportedExperiment): experiment is Played {
  return experiment.live !== null;
}

export interface PlaySection {
  readonly id: string;
  readonly title: string;
  readonly html: Html;
}

/**
 * A section for each experiment that has something to play with, the thread's code once.
 * @throws InputError for a claim that is not there.
 */
export function playSections(report: Report): PlaySection[] {
  const { experiments, client } = report;
  return experiments.filter(isPlayed).map((experiment, e) => {
    const { live } = experiment;
    const id = `play.${live.experiment}`;
    const found = claimOf(experiment, report);
    const title =
      found === undefined
        ? `Turn a knob: ${live.task}`
        : `Turn a knob: does the paper’s ${cut(found.claim.paper, 40)} hold up?`;
    const worker = e === 0 ? client.worker : null;
    return { id, title, html: sectionOf({ id, title, found, worker }, experiment, report) };
  });
}

interface Parts extends Pick<PlaySection, 'id' | 'title'> {
  readonly found: ReturnType<typeof claimOf>;
  /** The thread's code; null where it stands on the page already. */
  readonly worker: string | null;
}

function sectionOf({ id, title, found, worker }: Parts, played: Played, report: Report): Html {
  const { live, spec } = played;
  const about = spec.tasks[live.task]!.about;
  return html`<section class="play" id="${id}" aria-labelledby="${id}.title">
<h2 id="${id}.title">${title}</h2>
<p>This page runs the trials itself, with the code and the seeds of <code>${live.experiment}</code>, on
<code>${live.task}</code>${about === '' ? '.' : html`: ${textHtml(prose(cut(about, 300)))}.`}</p>
${found !== undefined && lesson(found, claimAnchor(report.experiments))}
<div class="panel" hidden></div>
<div class="still">
<p class="without-script">With JavaScript, you can change the settings here. These are the results at the spec’s settings.</p>
${documentHtml([committedTable(played, report.metrics)])}</div>
<p class="note">Intervals are 95%, as in summary.csv: Wilson’s for a share of trials, Student’s t for a mean. The Cephes library
computes their quantiles in WebAssembly, which is why this page’s policy has <code>wasm-unsafe-eval</code>.</p>
${jsonElement('play-data', dataOf(played, report.metrics, found?.claim))}
${worker !== null && html`<script type="text/plain" class="play-worker">${deflated(worker)}</script>`}
</section>
`;
}

/** Text that the page's script inflates; it is the greatest part of the page by far. */
function deflated(text: string): string {
  return deflateRawSync(text, { level: 9 }).toString('base64');
}

/**
 * The claim that `play` names, of this experiment or of another one, where that is on the page; with its verdict.
 * @throws InputError where there is no such claim.
 */
function claimOf(played: Played, { experiments }: Report) {
  const [id, name = played.spec.name] = (played.spec.play?.claim ?? '').split('/').toReversed();
  const experiment = experiments.find(({ spec }) => spec.name === name);
  if (experiment === undefined || id === '') return undefined;
  const claim = experiment.spec.claims.find((each) => each.id === id);
  if (claim === undefined) {
    const known = experiment.spec.claims.map((each) => each.id);
    throw new InputError(
      `${played.spec.name}: play.claim must be a claim of ${name}, one of ${known.join(', ')}; got ${shown(id)}`,
    );
  }
  return { claim, of: name, judged: experiment.claims.find((each) => each.id === id)! };
}

/** What the paper says, and why a number that was tuned to is no evidence. */
function lesson(
  { claim, of, judged }: NonNullable<ReturnType<typeof claimOf>>,
  anchorOf: ReturnType<typeof claimAnchor>,
): Html {
  const { id, sentence, calibrated } = claim;
  const tuned =
    calibrated !== undefined &&
    html` <strong>A match here is no evidence:</strong> the paper does not state ${cut(calibrated, 400)}, so we
tuned these until its number came out. Move any of them and see whether the number holds up.`;
  return html`<p>The paper: “${textHtml(prose(cut(sentence, 400)))}” Claim <a href="#${anchorOf(of, id)}">${id}</a>: ${textHtml(verdictBadge(judged.verdict))}.${tuned}${tuned && lasting(claim, judged)}</p>`;
}

/** What more trials say of the number that the settings were chosen to give; empty where they keep it. */
function lasting({ paper }: Claim, { tests, unit }: JudgedClaim): string {
  const test = tests.find(({ role }) => role === 'stated');
  const said = paperShare(paper);
  if (said === undefined || test === undefined || !unit.startsWith('%')) return '';
  const { value, low, high, n } = test;
  if (value === null || low === null || high === null || n === null || (said >= low && said <= high)) return '';
  const ours = `${typeset(value)}% [${typeset(low)}, ${typeset(high)}]`;
  return ` Nor does it last: over all ${typeset(n)} trials that judge the claim it is ${ours}, a 90% interval that excludes ${paper}.`;
}

/** `20%`, as the paper prints it, in percent. */
function paperShare(paper: string): number | undefined {
  const value = /^(\d+(?:\.\d+)?)%$/.exec(paper)?.[1];
  return value === undefined ? undefined : Number(value);
}

/** The lines of summary.csv at the settings of the spec. */
function committedLines({ live, results }: Played) {
  const own = results.lines('summary.csv').filter(({ task }) => task === live.task);
  return own.filter(({ sweep }) => Object.keys(sweep).length === 0);
}

function committedTable(played: Played, metrics: readonly MetricMeaning[]): Table {
  const { live } = played;
  const lines = committedLines(played);
  const meanings = live.metrics.map((column) => meaningOf(column, live, metrics));
  return {
    kind: 'table',
    caption: `${live.task}: mean [95% interval], as committed`,
    columns: [
      { title: 'method' },
      { title: 'trials', number: true },
      ...meanings.map(({ column }) => ({ title: column, number: true })),
    ],
    rows: live.cells.map(({ method, trials }) => [
      method,
      String(trials),
      ...meanings.map(({ column, percent }) => {
        const line = lines.find((each) => each.method === method && each.metric === column);
        const write = (value: number | null | undefined) =>
          percent && typeof value === 'number' ? `${typeset(100 * value)}%` : typeset(value);
        return line === undefined ? '–' : withInterval(line.mean, line.low, line.high, write);
      }),
    ]),
  };
}

function meaningOf(column: string, { cells }: Live, metrics: readonly MetricMeaning[]) {
  const name = cells[0]?.measures?.[column]?.name ?? column;
  const metric = metrics.find((each) => each.name === name);
  return { column, about: metric?.about ?? '', percent: isShare(metric ?? {}) };
}

/** What the panel needs: settings, committed rows, and the paper's number. */
function dataOf(played: Played, metrics: readonly MetricMeaning[], claim: Claim | undefined): PlayData {
  const { spec, live, swept, results } = played;
  const lines = committedLines(played);
  const means = live.cells.map(({ method }) => [
    method,
    Object.fromEntries(lines.filter((line) => line.method === method).map(({ metric, mean }) => [metric, mean])),
  ]);
  const committed = live.cells.map(({ method, metrics: columns }) => [
    method,
    pack(
      results.rows
        .filter((row) => row.task === live.task && row.method === method && Object.keys(row.sweep).length === 0)
        .slice(0, mostRows)
        .map((row) => liveRow(row, columns)),
    ),
  ]);
  const tested = claim?.tests.filter(({ role, metric }) => role === 'stated' && metric === live.metrics[0]) ?? [];
  const value = paperShare(claim?.paper ?? '');
  return {
    live,
    meanings: live.metrics.map((column) => meaningOf(column, live, metrics)),
    committed: Object.fromEntries(committed),
    means: Object.fromEntries(means),
    swept,
    methods: Object.fromEntries(live.cells.map(({ method }) => [method, spec.methods[method]!.about])),
    paper:
      value === undefined
        ? null
        : { text: claim!.paper, value: value / 100, methods: tested.flatMap(({ methods }) => methods) },
  };
}
