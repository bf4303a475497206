/** Trials to step through: which of them are worth watching, and how they stand on the page. */

import { type Html, html, textHtml } from '../documents/html.js';
import { cut } from '../documents/printable.js';
import type { Row, Spec } from '../experiment/contract.js';
import type { WatchedTask, WatchedTrial } from './contract.js';

/** Trials of one task that are worth watching. */
export interface Choice {
  readonly task: string;
  readonly pair: readonly Row[];
  readonly others: readonly Row[];
}

/** Methods shown beside the pair. */
const mostOthers = 3;
/** A trial that degenerates at once shows nothing. */
const worthwhile = 3;

/**
 * For each task, in the order of the spec: of the first method that has both, a trial that degenerates and one that does
 * not; and of up to three other methods one that ends ok, from the same data and initial assignment as the one that
 * degenerates where it does. Where no method has both, a trial of the first. Swept trials are left out where there are
 * others.
 * @param eligible the trials that can be watched at all.
 */
export function worthWatching(
  spec: Pick<Spec, 'tasks' | 'methods'>,
  rows: readonly Row[],
  eligible: (row: Row) => boolean,
): Choice[] {
  return Object.keys(spec.tasks).flatMap((task) => {
    const names = Object.keys(spec.methods);
    const own = bestPlace(
      rows.filter((row) => row.task === task && eligible(row)),
      names,
    );
    const methods = byMethod(own, names);
    const pair = methods.map(pairOf).find(({ length }) => length === 2) ?? own.filter(hasCourse).slice(0, 1);
    const [first] = pair;
    if (first === undefined) return [];
    const others = methods
      .filter((trials) => trials[0]?.method !== first.method)
      .flatMap((trials) => likest(trials, first));
    return [{ task, pair, others: others.slice(0, mostOthers) }];
  });
}

/** The trials that are not swept; else those at the first swept values where some method has both endings, or at the first. */
function bestPlace(rows: readonly Row[], methods: readonly string[]): readonly Row[] {
  const places = new Map<string, Row[]>();
  for (const row of rows) {
    const place = JSON.stringify(row.sweep);
    const found = places.get(place);
    if (found === undefined) places.set(place, [row]);
    else found.push(row);
  }
  const all = [...places.values()];
  const paired = (own: readonly Row[]) => byMethod(own, methods).some((trials) => pairOf(trials).length === 2);
  return places.get('{}') ?? all.find(paired) ?? all[0] ?? [];
}

function byMethod(rows: readonly Row[], methods: readonly string[]): (readonly Row[])[] {
  return methods.map((method) => rows.filter((row) => row.method === method));
}

const hasCourse = ({ status }: Row): boolean => status === 'ok' || status === 'degenerate';

function pairOf(rows: readonly Row[]): readonly Row[] {
  const degenerate = rows.filter(({ status }) => status === 'degenerate');
  const worst = degenerate.find(({ iterations }) => (iterations ?? 0) >= worthwhile) ?? degenerate[0];
  const ok = rows.find(({ status }) => status === 'ok');
  return worst === undefined || ok === undefined ? [] : [worst, ok];
}

function likest(rows: readonly Row[], { trial }: Row): readonly Row[] {
  const ok = rows.filter(({ status }) => status === 'ok');
  return [ok.find((row) => row.trial === trial) ?? ok[0]].filter((row) => row !== undefined);
}

export function watchedTask({ task, pair, others, missing }: WatchedTask): Html {
  return html`<h4>${task}</h4>
${missing !== undefined && html`<p>It cannot be computed again: ${textHtml(cut(missing, 300))}</p>`}
<div class="beside">
${pair.map(watchedTrial)}</div>
${
  others.length > 0 &&
  html`<details class="others"><summary>Other methods on ${task}: ${others.map(({ row }) => row.method).join(', ')}</summary>
<div class="beside">
${others.map(watchedTrial)}</div></details>`
}
`;
}

function watchedTrial({ row, differs, figure }: WatchedTrial): Html {
  const same =
    differs.length === 0
      ? html`Its row is that of trials.csv.`
      : html`<strong>It differs from trials.csv in ${textHtml(cut(differs.join(', '), 300))}</strong>: another
version of moe, of Node.js or another processor.`;
  return html`<div class="watched">
<p><strong>${textHtml(cut(row.id, 300))}</strong> ends ${row.status}${row.reason !== '' && html`: ${textHtml(cut(row.reason, 300))}`}. ${same}</p>
${figure}</div>
`;
}
