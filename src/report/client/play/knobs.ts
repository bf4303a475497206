/**
 * The controls of a panel: the method, a slider or a box for each knob that it has, trials, and the seed. Browsers must not
 * fill them with what was set before the page was loaded anew (`autocomplete`).
 */

import type { SweepValue } from '../../../components/contract.js';
import { typeset } from '../../../documents/numbers.js';
import type { Cell } from '../../../experiment/contract.js';
import type { Knob, Live, Settings } from '../../../experiment/live-contract.js';
import { button, element } from '../element.js';
import type { PlayData } from './data.js';

/** What is set. */
export interface Chosen {
  readonly cell: Cell;
  readonly seed: number;
  readonly trials: number;
  readonly settings: Settings;
  /** What is not as in the spec, in words; none at its settings. */
  readonly changed: readonly string[];
}

export interface Controls {
  readonly node: HTMLElement;
  chosen(): Chosen;
}

/** Numbers of trials that are offered beside the spec's. */
const trialCounts = [10, 30, 100, 300, 1000, 3000, 10_000];
/** The greatest seed of a spec. */
const mostSeed = Number.MAX_SAFE_INTEGER;

/** A control with the value that it has, and its way back. */
interface Control {
  readonly node: HTMLElement;
  value(): SweepValue;
  set(value: SweepValue): void;
}

/** @param change called when something else is chosen. */
export function controlsOf({ live, methods: abouts }: PlayData, change: () => void): Controls {
  const id = (name: string) => `play.${live.experiment}.${name}`;
  let cell = live.cells[0]!;
  const methods = element('fieldset', { class: 'methods' }, element('legend', {}, 'Method'));
  const about = element('p', { class: 'note' });
  const knobs = new Map(live.knobs.map((knob) => [knob, controlOf(knob, id(knob.name), change)]));
  const trials = sliderOf('trials', 'more trials, narrower intervals', id('trials.count'), trialsOf(live), change);
  const seed = seedOf(id('seed.of'), change);

  const choose = (to: Cell): void => {
    cell = to;
    about.textContent = abouts[cell.method] ?? '';
    for (const [knob, { node, value, set }] of knobs) {
      const own = knob.own[cell.method];
      node.hidden = own === undefined;
      // A knob that the method lacks goes back, so that it does not come forth moved.
      if (own === undefined) set(Object.values(knob.own)[0] ?? value());
    }
  };
  for (const each of live.cells) {
    const radio = element('input', { autocomplete: 'off', type: 'radio', name: id('method'), value: each.method });
    radio.checked = each === cell;
    radio.addEventListener('change', () => {
      choose(each);
      change();
    });
    methods.append(element('label', {}, radio, each.method));
  }
  methods.append(about);
  const reset = (): void => {
    for (const [knob, { set }] of knobs) set(knob.own[cell.method] ?? Object.values(knob.own)[0]!);
    trials.set(cell.trials);
    seed.set(live.seed);
  };
  const attempts = live.attempts.map((attempt) =>
    button(named(attempt), () => {
      reset();
      for (const [knob, { set }] of knobs) if (attempt[knob.name] !== undefined) set(attempt[knob.name]!);
      change();
    }),
  );
  const back = button('The spec’s settings', () => {
    reset();
    change();
  });
  choose(cell);
  reset();

  return {
    node: element(
      'div',
      { class: 'knobs', role: 'group', 'aria-label': 'Settings' },
      ...[
        methods,
        element(
          'div',
          { class: 'buttons', role: 'group', 'aria-label': 'Settings to try' },
          'Try: ',
          ...attempts,
          back,
        ),
      ],
      ...[...knobs.values(), trials, seed].map(({ node }) => node),
    ),
    chosen() {
      const used = [...knobs].filter(([{ own }]) => own[cell.method] !== undefined);
      const moved = used.filter(([{ own }, { value }]) => own[cell.method] !== value());
      return {
        ...{ cell, seed: Number(seed.value()), trials: Number(trials.value()) },
        settings: moved.flatMap(([{ set }, { value }]) => set.map((path) => [path, value()] as const)),
        changed: [
          ...moved.map(
            ([{ name, own }, { value }]) => `${spaced(name)} ${shown(value())} (the spec: ${shown(own[cell.method]!)})`,
          ),
          ...(seed.value() === live.seed ? [] : [`seed ${seed.value()} (the spec: ${live.seed})`]),
        ],
      };
    },
  };
}

function trialsOf({ cells }: Live): readonly number[] {
  return [...new Set([...trialCounts, ...cells.map(({ trials }) => trials)])].sort((a, b) => a - b);
}

function controlOf({ name, about: meant, values }: Knob, id: string, change: () => void): Control {
  const about = meant === spaced(name) ? '' : meant;
  return values.every((value) => typeof value === 'boolean')
    ? boxOf(name, about, id, change)
    : sliderOf(name, about, id, values, change);
}

/** Stops at the values, in their order. */
function sliderOf(name: string, about: string, id: string, values: readonly SweepValue[], change: () => void): Control {
  const input = element('input', {
    ...{ autocomplete: 'off', type: 'range', id, min: '0', max: String(values.length - 1), step: '1' },
    ...(about !== '' && { 'aria-describedby': `${id}.about` }),
  });
  // The slider itself says its value to a screen reader.
  const output = element('output', { for: id, 'aria-hidden': 'true' });
  const value = () => values[Number(input.value)]!;
  const show = () => {
    output.textContent = shown(value());
    input.setAttribute('aria-valuetext', shown(value()));
  };
  input.addEventListener('input', () => {
    show();
    change();
  });
  return {
    node: element(
      'div',
      { class: 'knob' },
      ...[element('label', { for: id }, titled(name)), output, input],
      ...(about === '' ? [] : [element('p', { class: 'note', id: `${id}.about` }, about)]),
    ),
    value,
    set(to) {
      input.value = String(Math.max(0, values.indexOf(to)));
      show();
    },
  };
}

function boxOf(name: string, about: string, id: string, change: () => void): Control {
  const input = element('input', { autocomplete: 'off', type: 'checkbox', id, 'aria-describedby': `${id}.about` });
  input.addEventListener('input', change);
  return {
    node: element(
      'div',
      { class: 'knob box' },
      ...[input, element('label', { for: id }, titled(name))],
      element('p', { class: 'note', id: `${id}.about` }, about),
    ),
    value: () => input.checked,
    set(to) {
      input.checked = to === true;
    },
  };
}

/** A text that is no seed is said to be none, and keeps the one before. */
function seedOf(id: string, change: () => void): Control {
  const input = element('input', {
    ...{ autocomplete: 'off', type: 'number', id, min: '0', max: String(mostSeed), step: '1', required: '' },
    'aria-describedby': `${id}.about`,
  });
  const wrong = element('p', { class: 'note', id: `${id}.about`, role: 'status' });
  let seed = 0;
  const show = (isSeed: boolean): void => {
    input.setAttribute('aria-invalid', String(!isSeed));
    wrong.textContent = isSeed
      ? ''
      : `Must be a whole number from 0 to ${mostSeed}; got ${input.value.replace('-', '−') || 'none'}. Still showing seed ${seed}.`;
  };
  input.addEventListener('input', () => {
    const isSeed = input.checkValidity();
    show(isSeed);
    if (!isSeed) return;
    seed = input.valueAsNumber;
    change();
  });
  return {
    node: element('div', { class: 'knob seed' }, element('label', { for: id }, 'Seed'), input, wrong),
    value: () => seed,
    set(to) {
      seed = Number(to);
      input.value = String(to);
      show(true);
    },
  };
}

function shown(value: SweepValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? typeset(value) : value;
}

const spaced = (name: string): string => name.replace(/[-_]/g, ' ');
const titled = (name: string): string => `${name[0]!.toUpperCase()}${spaced(name.slice(1))}`;

function named(attempt: Readonly<Record<string, SweepValue>>): string {
  return Object.entries(attempt)
    .map(([name, value]) => (value === true ? spaced(name) : `${shown(value)} ${spaced(name)}`))
    .join(', ');
}
