/** Brings the races of a page to life: one slider over the lanes, drawn anew at every step by what drew the chosen ones. */

import { groups } from 'd3-array';
import { told } from '../../charts/theme.js';
import { decoded, type Plane, type Race, side } from '../../charts/trace/race-contract.js';
import type { LiveRace } from '../../experiment/live-contract.js';
import { placesOf, stepAt } from '../race/drawing.js';
import type { RaceParts } from '../race/figure.js';
import { lanesHtml } from '../race/lane.js';
import { addControls } from './controls.js';
import { drawsOf } from './draws.js';
import { element } from './element.js';

/** How far from the pointer a sample may be to be named, on the plane. */
const near = 40;

/**
 * A race is `<figure class="race">` with a place for `.controls`, its `.frames`, and its data in `script.lanes-data`; what
 * can be run with other draws is in `script.live-race`.
 * @param code of the thread that runs trials; none where the page has none.
 */
export function startRace(figure: Element, code: string | undefined): void {
  const controls = figure.querySelector('.controls');
  const text = figure.querySelector('script.lanes-data')?.textContent;
  const frames = figure.querySelector('.frames');
  if (!controls || !text || !frames) return;
  const lanes = element('div', { class: 'moving' });
  frames.before(lanes);
  let [race, shown] = [JSON.parse(text) as Race, 0];
  let stop = (): void => {};
  const run = (next: Race): void => {
    stop();
    race = next;
    stop = addControls(controls, {
      count: placesOf(race),
      said: (at) => saidOf(race, at),
      show(at) {
        shown = at;
        lanes.innerHTML = lanesHtml(race, at).html;
      },
    });
  };
  run(race);
  figure.classList.add('live');
  lanes.addEventListener('pointermove', (event) => {
    const { target } = event;
    const lane = target instanceof Element ? target.closest('.lane') : null;
    if (lane === null || race.plane === undefined) return;
    const said = sampleAt(race, race.plane, [...lanes.querySelectorAll('.lane')].indexOf(lane), shown, lane, event);
    if (said === null) lane.removeAttribute('data-said');
    else lane.setAttribute('data-said', said);
  });
  const live = figure.querySelector('script.live-race')?.textContent;
  if (!live || !code) return;
  const draws = drawsOf(JSON.parse(live) as LiveRace, code, (next) => {
    describe(figure, next);
    run(next.race);
  });
  controls.before(draws);
}

/** Puts what is said of a race that was run here in the place of what was said of the recorded one. */
function describe(figure: Element, { title, about, frames, legend, steps }: RaceParts): void {
  const texts = { 'figcaption strong': title, 'figcaption .about': about, '.legend': legend };
  for (const [where, text] of Object.entries(texts)) figure.querySelector(where)!.textContent = text;
  figure.querySelector('.controls')!.setAttribute('aria-label', `Steps of ${title}`);
  figure.querySelector('.frames')!.innerHTML = frames.html;
  figure.querySelector('.steps')!.innerHTML = steps.html;
  const checked = figure.nextElementSibling;
  if (checked?.matches('.checked')) checked.textContent = 'Run in this page, and not compared with trials.csv.';
}

/** The step, and what is new in it: of the only lane all that happened. */
function saidOf(race: Race, at: number): string {
  const step = `Step ${at} of ${placesOf(race) - 1}.`;
  const [first] = race.lanes;
  if (race.lanes.length === 1) return `${step} ${first!.steps[at]!.said}`;
  const news = groups(
    race.lanes.filter(({ steps }) => steps[at]?.news),
    ({ steps }) => steps[at]!.news!,
  ).map(([what, lanes]) => `${lanes.map(({ name }) => name).join(', ')}: ${what}`);
  const going = race.lanes.filter(({ steps }) => at < steps.length - 1).length;
  const count = race.lanes.length;
  return [
    step,
    ...news,
    ...(going === 0 ? ['All have ended.'] : going < count ? [`${going} of ${count} go on.`] : []),
  ].join(' ');
}

/** The sample under the pointer in words; null where there is none. */
function sampleAt(
  race: Race,
  { axes, x, y, index, classes, labels }: Plane,
  at: number,
  shown: number,
  lane: Element,
  { clientX, clientY }: PointerEvent,
): string | null {
  const sheet = lane.querySelector('.ground')?.getBoundingClientRect();
  const { held } = stepAt(race.lanes[at]!, shown);
  if (sheet === undefined || held === undefined) return null;
  const [u, v] = [(side * (clientX - sheet.left)) / sheet.width, (side * (clientY - sheet.top)) / sheet.height];
  let [nearest, distance] = [-1, near];
  x.forEach((each, i) => {
    const away = Math.hypot(each - u, y[i]! - v);
    if (away < distance) [nearest, distance] = [i, away];
  });
  if (nearest < 0) return null;
  const value = ([low, high]: readonly [number, number], share: number) => signed(told(low + share * (high - low)));
  const place = [value(axes[0].ends, x[nearest]! / side), value(axes[1].ends, 1 - y[nearest]! / side)];
  return [
    `sample ${index[nearest]}: expert ${decoded(held, nearest)}`,
    ...(classes.length > 0 ? [`class ${signed(classes[decoded(labels, nearest)]!)}`] : []),
    ...axes.flatMap(({ name }, a) => (name === 'class' ? [] : [`${name} ${place[a]}`])),
  ].join(', ');
}

/** With a minus as people read it. */
const signed = (number: string): string => number.replace(/^-(?=\d)/, '−');
