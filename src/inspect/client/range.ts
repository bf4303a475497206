/** The range of a column, by native controls: two sliders, or of categories a list. */
import { element } from '../../report/client/element.js';
import { type Axis, toldAt } from '../plane.js';

type Range = readonly [low: number, high: number] | null;

export interface RangeControl {
  readonly control: Element;
  /** Shows a range that was chosen elsewhere. */
  set(range: Range): void;
}

/** Steps of a slider. */
const steps = 100;

/** @param act called with a range that is chosen here; null for all values. */
export function rangeControl(axis: Axis, act: (range: Range) => void): RangeControl {
  return axis.levels === null ? sliders(axis, act) : list(axis, axis.levels, act);
}

function sliders(axis: Axis, act: (range: Range) => void): RangeControl {
  const { low, high, name } = axis;
  const wide = high - low || 1;
  const slider = (which: string) =>
    element('input', { type: 'range', min: '0', max: String(steps), step: '1', 'aria-label': `${name}, ${which}` });
  const [least, greatest] = [slider('least'), slider('greatest')];
  const told = element('span', { class: 'told' });
  const track = element('span', { class: 'track' }, least, greatest);
  // The ends take in what is at them, whatever was rounded.
  const numberOf = ({ value }: HTMLInputElement) => low + (wide * Number(value)) / steps;
  const chosen = (moved: HTMLInputElement): void => {
    if (Number(least.value) > Number(greatest.value)) (moved === least ? greatest : least).value = moved.value;
    const [a, b] = [Number(least.value), Number(greatest.value)];
    act(a === 0 && b === steps ? null : [numberOf(least), numberOf(greatest)]);
  };
  for (const input of [least, greatest]) input.addEventListener('input', () => chosen(input));
  return {
    control: element(
      'div',
      { class: 'range', role: 'group', 'aria-label': name },
      element('span', {}, name),
      told,
      track,
    ),
    set(range) {
      const [a, b] = range ?? [low, high];
      const stepOf = (value: number) => String(Math.round((steps * (value - low)) / wide));
      // Where it is what the sliders say, they stay: else they would move under the hand.
      if (range === null || numberOf(least) !== a) least.value = stepOf(a);
      if (range === null || numberOf(greatest) !== b) greatest.value = stepOf(b);
      track.style.setProperty('--least', String(Number(least.value) / steps));
      track.style.setProperty('--greatest', String(Number(greatest.value) / steps));
      const [from, to] = [Math.max(a, low), Math.min(b, high)].map((value) => toldAt(axis, value));
      told.textContent = range === null ? 'all' : `${from} to ${to}`;
      least.setAttribute('aria-valuetext', toldAt(axis, Math.max(a, low)));
      greatest.setAttribute('aria-valuetext', toldAt(axis, Math.min(b, high)));
    },
  };
}

function list({ name }: Axis, levels: readonly string[], act: (range: Range) => void): RangeControl {
  const options = ['all', ...levels].map((level, at) => element('option', { value: String(at - 1) }, level));
  const several = element('option', { value: 'several', hidden: '' }, 'several');
  const select = element('select', {}, ...options, several);
  select.addEventListener('change', () => {
    const at = Number(select.value);
    act(at < 0 ? null : [at, at]);
  });
  return {
    control: element('label', { class: 'range' }, element('span', {}, name), select),
    set(range) {
      const within = range === null ? [] : levels.map((_, at) => at).filter((at) => at >= range[0] && at <= range[1]);
      select.value = range === null ? '-1' : within.length === 1 ? String(within[0]) : 'several';
    },
  };
}
