/** The answer to "why this row?" as markup: what the page shows for its first row without a script, and its script for every other. */
import { withMinus } from '../../charts/theme.js';
import { type Html, html } from '../../documents/html.js';
import { rounded, toDigits } from '../../documents/numbers.js';
import { cut } from '../../documents/printable.js';
import type { ModelTarget } from '../../model/contract.js';
import { look, markPath } from '../../report/race/drawing.js';
import type { Asked } from './asked.js';
import type { Row } from './rows.js';
import { type Switch, switchesOf } from './switches.js';
import { type Parts, type Second, type Why, type Within, whyOf } from './why.js';
import { beyondText, noSwitch, pathText, percent, predictionText, reasonText, switchText } from './words.js';

/** Parts of a decision with a bar of their own; the others are added up. */
const mostParts = 3;

/** Switches that are told beside the smallest. */
const mostSwitches = 3;

export interface Answer {
  readonly why: Why;
  readonly html: Html;
  /** In a sentence or a few, to be read out. */
  readonly said: string;
}

/** @throws InputError for a row that the model refuses. */
export function answerOf(asked: Asked, row: Row): Answer {
  const { bound } = asked;
  const { target, encoding } = bound.model;
  const { inputs } = encoding;
  const why = whyOf(asked, row);
  const several = bound.states.length > 1;
  const switches = several ? switchesOf(asked, row) : [];
  const exact = why.path?.fidelity === 1 && why.path.expert === why.expert && asked.layers?.[0]?.kind === 'tree';
  const path = why.path === null ? null : pathText(why, why.path, exact);
  const parts = why.second?.parts ?? null;
  const reason = parts && reasonText(parts);
  const prediction = predictionText(target, why.prediction);
  const [first, ...others] = switches.map((one) => switchText(inputs, row, one));
  const beyond = why.beyond.map((at) => beyondText(inputs[at]!, row[at]!));
  const value = (number: number, text: string) => html`<data value="${String(number)}">${text}</data>`;
  const page = html`<div class="said-first"><p class="predicted"><span class="of">${cut(target.name, 60)}</span> <strong class="prediction">${value(why.prediction, prediction)}</strong>${why.within !== null && html` <span class="within">${withinHtml(target, why.within)}</span>`}</p>
<p class="decides">${mark(why.expert)} <strong>Expert ${value(why.expert, String(why.expert))}</strong> decides, with a share of ${value(why.share, percent(why.share))}.${why.second !== null && html` ${secondHtml(why, why.second)}`}</p></div>
${why.stability !== null && html`<p class="stable">The same expert decides in ${value(why.stability, percent(why.stability))} of the fits to rows drawn anew.</p>`}
${beyond.length > 0 && html`<p class="beyond"><strong><span aria-hidden="true">⚠ </span>Out of range:</strong> ${beyond.join('; ')}.${why.within !== null && ' No coverage is promised there.'}</p>`}
${reason !== null && html`<p class="reason"><strong>${reason}</strong></p>`}
${parts !== null && partsHtml(why, why.second!, parts)}
${path !== null && html`<p class="path">${path}</p>`}
${several && html`<p class="switch"><strong>${first ?? noSwitch}</strong>${distanceText(switches[0])}</p>`}
${others.length > 0 && html`<ul class="switches">${others.slice(0, mostSwitches).map((text) => html`<li>${text}</li>`)}</ul>`}
${why.classes !== null && target.kind === 'classes' && classesHtml(why.classes, target.labels)}`;
  const said = [
    `${target.name} ${prediction}.`,
    ...(beyond.length > 0 ? [`Out of range: ${beyond.join('; ')}.`] : []),
    ...(exact ? [] : [`Expert ${why.expert} decides.`]),
    ...[reason ?? path ?? []].flat(),
    ...(first === undefined ? [] : [first]),
  ].join(' ');
  return { why, html: page, said };
}

export const mark = (expert: number): Html =>
  html`<svg class="expert-mark" viewBox="-16 -16 32 32" aria-hidden="true"><path class="mark ${look(expert)}" d="${markPath(expert, 0, 0, 11)}"/></svg>`;

/** Where the target lies, and how often that is promised. */
function withinHtml(target: ModelTarget, within: Within): Html {
  const promised = `at ${percent(within.coverage)} coverage`;
  const value = (one: number) => html`<data value="${String(one)}">${predictionText(target, one)}</data>`;
  if ('low' in within) return html`between ${value(within.low)} and ${value(within.high)}, ${promised}`;
  const { set } = within;
  const listed = set.map((c, i) => html`${i === 0 ? '' : i === set.length - 1 ? ' or ' : ', '}${value(c)}`);
  return html`${listed}${set.length === 1 && ' alone'}, ${promised}`;
}

function secondHtml({ share }: Why, second: Second): Html {
  const margin = second.parts?.margin;
  const shares = share === 1 && second.share === 0;
  return html`Next is ${mark(second.expert)} expert ${second.expert}${
    shares
      ? margin !== undefined &&
        Number.isFinite(margin) &&
        html`, by ${withMinus(toDigits(margin, 3))} (${second.parts!.sum})`
      : html`, with ${percent(second.share)}${share <= 0.999 && `: a margin of ${rounded(100 * (share - second.share))} points`}`
  }.`;
}

function distanceText(found: Switch | undefined): Html | false {
  if (found === undefined || found.distance === null) return false;
  return html` That is ${toDigits(found.distance, 2)} standard deviations away: the smallest change of a single input that does it.`;
}

const signed = (value: number): string => (value > 0 ? '+' : '') + withMinus(toDigits(value, 3));

/** Bars from the middle, to the right what speaks for the expert that decides. */
function partsHtml(why: Why, second: Second, { of, rest, margin, sum }: Parts): Html {
  // One input more takes no more room than "1 other".
  const shown = of.length === mostParts + 1 ? of : of.slice(0, mostParts);
  const others = of.slice(shown.length).reduce((all, { value }) => all + value, 0);
  const rows = [
    ...shown.map(({ name, value }) => ({ name: cut(name, 40), value })),
    ...(of.length > shown.length ? [{ name: `${of.length - shown.length} others`, value: others }] : []),
    ...(rest === 0 ? [] : [{ name: 'whatever the inputs are', value: rest }]),
  ].filter(({ value }) => Number.isFinite(value));
  const most = Math.max(...rows.map(({ value }) => Math.abs(value))) || 1;
  const bar = (value: number) => {
    const wide = Math.round((100 * Math.abs(value)) / most);
    const own = value < 0 ? look(second.expert) : look(why.expert);
    return html`<svg viewBox="-100 0 200 12" preserveAspectRatio="none" aria-hidden="true"><path class="axis" d="M0 0V12"/><rect class="column ${own}" x="${value < 0 ? -wide : 0}" y="1" width="${wide}" height="10"/></svg>`;
  };
  return html`<table class="parts"><caption>What speaks for expert ${why.expert}, and what against, beside expert ${second.expert}</caption>
<thead><tr><th scope="col">input</th><th scope="col"><span class="away">bar</span></th><th scope="col" class="number">adds</th></tr></thead>
<tbody>${rows.map(({ name, value }) => html`<tr><th scope="row">${name}</th><td class="bar">${bar(value)}</td><td class="number">${signed(value)}</td></tr>\n`)}
<tr><th scope="row">sum</th><td></td><td class="number">${signed(margin)}</td></tr></tbody></table>
<p class="note">The sum is the ${sum}; above 0, expert ${why.expert} decides.</p>`;
}

/** Classes with their probabilities, at most so many. */
const mostClasses = 6;

function classesHtml(classes: readonly number[], labels: readonly string[]): Html {
  const order = [...classes.keys()].sort((a, b) => classes[b]! - classes[a]! || a - b);
  return html`<p class="classes">Probabilities by this expert: ${order
    .slice(0, mostClasses)
    .map((c) => `${cut(labels[c]!, 60)} ${percent(classes[c]!)}`)
    .join(', ')}${order.length > mostClasses && html`, and ${order.length - mostClasses} others`}.</p>`;
}
