/** "Why this row?" with controls: the answer is computed here, by the modules of `moe predict`, whenever an input changes. */

import { cut } from '../../../documents/printable.js';
import { experts } from '../../../experts/registry.js';
import { gates } from '../../../gates/registry.js';
import { decodeModel } from '../../../model/codec.js';
import { bindModel, loader } from '../../../model/predict.js';
import { button, element } from '../../../report/client/element.js';
import { listed } from '../../../report/race/figure.js';
import { answerOf } from '../../why/answer.js';
import { askedOf } from '../../why/asked.js';
import type { WhyData } from '../../why/contract.js';
import type { Cell, Row } from '../../why/rows.js';
import { controlOf } from './controls.js';
import { hashOf, readHash } from './hash.js';

/** Inputs that stand open; of more the others are folded. */
const mostOpen = 12;
/** What changes is read out once it has stayed for so long, ms. */
const quiet = 700;

const parts = { experts, gates };

/** A section with a place for `.inputs`, the `.answer`, `.heard`, and its data in `script.why-data`. */
export async function startWhy(section: Element): Promise<void> {
  const [inputs, answer, heard] = ['.inputs', '.answer', '.heard'].map((place) => section.querySelector(place));
  const text = section.querySelector('script.why-data')?.textContent;
  if (!inputs || !answer || !heard || !text) return;
  const data = JSON.parse(text) as WhyData;
  const model = decodeModel(data.model, parts);
  const bound = await bindModel(model, loader(parts));
  const asked = askedOf(bound, data.whole, parts);
  let { row, from } = readHash(location.hash, data, model.encoding) ?? {
    row: data.first,
    from: data.numbers.length > 0 ? 0 : null,
  };
  let [due, speaking] = [0, 0];

  const tell = (): void => {
    due = 0;
    const { html, said } = answerOf(asked, row);
    answer.innerHTML = html.html;
    choice?.show(changedIn(row));
    window.clearTimeout(speaking);
    speaking = window.setTimeout(() => {
      heard.textContent = said;
    }, quiet);
  };
  /** Once for all that changes until the page is drawn again. */
  const ask = (): void => {
    if (due === 0) due = requestAnimationFrame(tell);
  };
  const keep = (): void => history.replaceState(null, '', `#${hashOf(row, from, data)}`);
  const { inputs: all } = model.encoding;
  /** The inputs in which a row is not the table's any more. */
  const changedIn = (now: Row): readonly string[] =>
    from === null
      ? []
      : all.flatMap(({ name }, at) => (Object.is(now[at], data.rows[from!]![at]) ? [] : [cut(name, 40)]));
  const controls = all.map((_, at) =>
    controlOf(model.encoding, at, data.whole[at] === true, `why.${at}`, (cell: Cell) => {
      row = row.map((other, i) => (i === at ? cell : other));
      ask();
      keep();
    }),
  );
  const set = (next: Row): void => {
    row = next;
    controls.forEach((control, at) => {
      control.set(row[at]!);
    });
    ask();
  };
  const nodes = controls.map(({ node }) => node);
  const more = nodes.slice(mostOpen);
  const folded =
    more.length === 0 ? [] : [element('details', {}, element('summary', {}, `${more.length} more inputs`), ...more)];
  const choice = data.numbers.length === 0 ? null : rowChoice(data, () => from);
  const back = button('Start over', () => set(from === null ? data.first : data.rows[from]!));
  inputs.replaceChildren(...(choice === null ? [] : [choice.node]), ...nodes.slice(0, mostOpen), ...folded, back);
  choice?.chosen((place) => {
    from = place;
    set(data.rows[place]!);
    keep();
  });
  set(row);
  // A link to a row, from elsewhere on the page.
  window.addEventListener('hashchange', () => {
    const asked = readHash(location.hash, data, model.encoding);
    if (asked === null) return;
    from = asked.from;
    set(asked.row);
    section.closest('section')?.scrollIntoView();
    inputs.querySelector('input')?.focus({ preventScroll: true });
  });
  section.classList.add('live');
}

/** The number of a row of the table, and its neighbors among those that the page has. */
function rowChoice({ numbers }: WhyData, now: () => number | null) {
  const [first, last] = [numbers[0]!, numbers.at(-1)!];
  const box = element('input', {
    ...{ id: 'why.row', type: 'number', autocomplete: 'off', step: '1', min: String(first), max: String(last) },
    'aria-describedby': 'why.row.said',
  });
  const said = element('p', { class: 'note', id: 'why.row.said', role: 'status' });
  let tell = (_: number): void => {};
  /** Why the row is not the one that was asked for. */
  let absent = '';
  const all = last - first + 1 === numbers.length;
  const go = (place: number, why = ''): void => {
    absent = why;
    tell(Math.min(numbers.length - 1, Math.max(0, place)));
    show([]);
  };
  const show = (changed: readonly string[]): void => {
    const number = numbers[now() ?? 0]!;
    box.value = String(number);
    const known = all ? `rows ${first} to ${last}` : `of rows ${first} to ${last} this page has ${numbers.length}`;
    said.textContent = changed.length > 0 ? `row ${number}, changed: ${listed(changed)}` : absent || known;
  };
  box.addEventListener('change', () => {
    const wanted = Number(box.value);
    const nearest = numbers.reduce(
      (best, one, at) => (Math.abs(one - wanted) < Math.abs(numbers[best]! - wanted) ? at : best),
      0,
    );
    const there = numbers[nearest] === wanted;
    go(nearest, there ? '' : `Row ${wanted} is not on this page; row ${numbers[nearest]} is the nearest that is.`);
  });
  const node = element(
    'div',
    { class: 'knob row-choice' },
    element('label', { for: 'why.row' }, 'Row of the table'),
    box,
    element(
      'div',
      { class: 'buttons' },
      button('Previous row', () => go((now() ?? 0) - 1)),
      button('Next row', () => go((now() ?? 0) + 1)),
    ),
    said,
  );
  return {
    node,
    show,
    chosen(act: (place: number) => void) {
      tell = act;
    },
  };
}
