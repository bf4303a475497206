/** A control for each input of a model: a slider and a box for numbers, a choice for categories. */
import { element } from '../../../report/client/element.js';
import type { Encoding, Input, NumberInput } from '../../../tables/encoding.js';
import { dateText } from '../../../tables/frame.js';
import { type Cell, mayMiss, missingLevel, spreadOf } from '../../why/rows.js';
import { cellText } from '../../why/words.js';

/** Sets an input, and shows what it is. */
export interface Control {
  readonly node: HTMLElement;
  set(cell: Cell): void;
}

/** How far sliders go beyond the range seen, as a share of it. */
const BEYOND = 0.1;
/** Steps of a slider over its range. */
const STEPS = 220;

/** What a choice has for a cell that is missing: no category is empty. */
const MISSING = '';

/** @param change called with the cell that is chosen. */
export function controlOf(
  encoding: Encoding,
  at: number,
  whole: boolean,
  id: string,
  change: (cell: Cell) => void,
): Control {
  const input = encoding.inputs[at]!;
  const missing = mayMiss(encoding, input);
  if (input.kind !== 'category') return numberControl(input, spreadOf(encoding, at), whole, missing, id, change);
  const own = missingLevel(encoding, input);
  const levels = input.levels.filter((level) => level !== own);
  const choice = element('select', { id, autocomplete: 'off' });
  levels.forEach((level, l) => {
    choice.append(element('option', { value: `=${l}` }, cellText(input, level)));
  });
  if (missing) choice.append(element('option', { value: MISSING }, 'missing'));
  choice.addEventListener('change', () =>
    change(choice.value === MISSING ? null : (levels[Number(choice.value.slice(1))] ?? null)),
  );
  return {
    node: element('div', { class: 'knob choice' }, element('label', { for: id }, labelOf(input)), choice),
    set(cell) {
      const found = levels.indexOf(String(cell));
      // A category that was not learned from, but is in the table.
      if (cell !== null && found < 0)
        choice.append(element('option', { value: `=${levels.push(String(cell)) - 1}` }, String(cell)));
      choice.value = cell === null ? MISSING : `=${levels.indexOf(String(cell))}`;
    },
  };
}

const labelOf = ({ name }: Input): string => (name.trim() === '' ? '(no name)' : name);

function numberControl(
  input: NumberInput,
  spread: number | null,
  whole: boolean,
  missing: boolean,
  id: string,
  change: (cell: Cell) => void,
): Control {
  const date = input.kind === 'date';
  const note = `${id}.range`;
  const box = element('input', {
    ...{ id, autocomplete: 'off', type: date && whole ? 'date' : 'number', step: date && whole ? '1' : 'any' },
    ...(input.range === null ? {} : { 'aria-describedby': note }),
  });
  const absent = element('input', { type: 'checkbox', autocomplete: 'off' });
  const parts: Node[] = [element('label', { for: id }, labelOf(input)), box];
  const slider = input.range === null ? null : sliderOf(input, input.range, spread, whole);
  if (slider !== null) parts.push(slider, rangeNote(input, note));
  if (missing) parts.push(element('label', { class: 'missing' }, absent, ' missing'));
  const wrong = element('p', { class: 'note' }, 'Not a number: the answer is for the last one.');
  wrong.hidden = true;
  parts.push(wrong);
  const tell = (isWrong: boolean): void => {
    wrong.hidden = !isWrong;
    box.setAttribute('aria-invalid', String(isWrong));
  };
  let last = 0;

  const show = (value: number): void => {
    last = value;
    box.value = date && whole ? dateText(value) : String(value);
    if (slider !== null) {
      slider.value = String(value);
      slider.setAttribute('aria-valuetext', cellText(input, value));
    }
  };
  const read = (): number | null => {
    const value =
      date && whole ? Date.parse(box.value) / 86_400_000 : box.value === '' ? Number.NaN : Number(box.value);
    return Number.isFinite(value) ? value : null;
  };
  box.addEventListener('input', () => {
    const value = read();
    tell(value === null);
    if (value === null) return;
    last = value;
    absent.checked = false;
    if (slider !== null) slider.value = String(value);
    change(value);
  });
  slider?.addEventListener('input', () => {
    absent.checked = false;
    // Rounding of the sum of steps is no digit that anybody chose.
    show(Number(Number(slider.value).toPrecision(12)));
    tell(false);
    change(last);
  });
  absent.addEventListener('change', () => change(absent.checked ? null : last));
  return {
    node: element('div', { class: 'knob' }, ...parts),
    set(cell) {
      absent.checked = cell === null;
      tell(false);
      show(typeof cell === 'number' ? cell : (input.fill ?? last));
    },
  };
}

/** Over the range seen and a little beyond to both sides, in steps that people would take. */
function sliderOf(
  input: NumberInput,
  [low, high]: readonly [number, number],
  spread: number | null,
  whole: boolean,
): HTMLInputElement {
  const wide = high > low ? high - low : (spread ?? 1);
  const step = whole ? Math.max(1, Math.round(wide / STEPS)) : 10 ** Math.floor(Math.log10(wide / STEPS));
  const end = (value: number) => String(Number(value.toPrecision(12)));
  return element('input', {
    ...{ type: 'range', autocomplete: 'off', step: String(step), 'aria-label': labelOf(input) },
    min: end(Math.floor((low - BEYOND * wide) / step) * step),
    max: end(Math.ceil((high + BEYOND * wide) / step) * step),
  });
}

function rangeNote(input: NumberInput, id: string): HTMLElement {
  const [low, high] = input.range!.map((end) => cellText(input, end));
  return element('p', { class: 'note', id }, `seen: ${low} to ${high}`);
}
