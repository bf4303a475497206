/** The controls of a step-through: buttons and a slider over the kept iterations, and what the one shown is, in words. */
import { type StepLine, stepText } from './steps.js';

/** How long each iteration stays while they are played, ms. */
const pace = 1000;

/**
 * Fills `place` with controls, at the last of the steps.
 * @param show called with an iteration when another one is chosen.
 */
export function addControls(place: Element, steps: readonly StepLine[], show: (iteration: number) => void): void {
  const last = steps.length - 1;
  const slider = element('input', { type: 'range', min: '0', max: String(last), step: '1' });
  const label = element('label', {}, 'Iteration ', slider);
  const said = element('output', { 'aria-live': 'polite' });
  const play = button('Play', () => (timer === undefined ? start() : stop()));
  let timer: number | undefined;
  let at = last;

  const go = (to: number): void => {
    at = Math.min(last, Math.max(0, to));
    const text = stepText(steps[at]!, steps[last]!.iteration);
    slider.value = String(at);
    slider.setAttribute('aria-valuetext', text);
    said.textContent = text;
    show(steps[at]!.iteration);
  };
  /** Starts again from the first where it was at the last. */
  const start = (): void => {
    // What is played is not read out, one iteration over the other.
    said.setAttribute('aria-live', 'off');
    play.textContent = 'Pause';
    go(at === last ? 0 : at + 1);
    timer = window.setInterval(() => (at === last ? stop() : go(at + 1)), pace);
  };
  const stop = (): void => {
    window.clearInterval(timer);
    timer = undefined;
    said.setAttribute('aria-live', 'polite');
    play.textContent = 'Play';
  };
  const choose = (to: () => number) => (): void => {
    stop();
    go(to());
  };

  slider.addEventListener(
    'input',
    choose(() => Number(slider.value)),
  );
  const buttons = element(
    'div',
    { class: 'buttons' },
    button(
      'First',
      choose(() => 0),
    ),
    button(
      'Back',
      choose(() => at - 1),
    ),
    play,
    button(
      'Next',
      choose(() => at + 1),
    ),
    button(
      'Last',
      choose(() => last),
    ),
  );
  place.replaceChildren(buttons, label, said);
  go(last);
}

function button(text: string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', act);
  return made;
}

function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
