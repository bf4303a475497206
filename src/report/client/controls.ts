/** The controls of a race: buttons and a slider over its steps, and what the one shown is, in words. */
import { button, element } from './element.js';

/** How long each step stays while they are played, ms. */
const pace = { usual: 900, reduced: 2000 };

export interface Steps {
  readonly count: number;
  /** What is said of a step: it is read out. */
  said(at: number): string;
  /** Called with a step when another one is chosen. */
  show(at: number): void;
}

/**
 * Fills `place` with controls, at the first of the steps.
 * @returns what ends their playing.
 */
export function addControls(place: Element, { count, said, show }: Steps): () => void {
  const last = count - 1;
  const slider = element('input', { type: 'range', min: '0', max: String(last), step: '1' });
  const label = element('label', {}, 'Step ', slider);
  const output = element('output', { 'aria-live': 'polite' });
  const play = button('Play', () => (timer === undefined ? start() : stop()));
  let timer: number | undefined;
  let at = 0;

  const go = (to: number): void => {
    at = Math.min(last, Math.max(0, to));
    slider.value = String(at);
    slider.setAttribute('aria-valuetext', `${at} of ${last}`);
    output.textContent = said(at);
    show(at);
  };
  /** Starts again from the first where it was at the last. */
  const start = (): void => {
    // What is played is not read out, one step over the other.
    output.setAttribute('aria-live', 'off');
    play.textContent = 'Pause';
    go(at === last ? 0 : at + 1);
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    timer = window.setInterval(() => (at === last ? stop() : go(at + 1)), still ? pace.reduced : pace.usual);
  };
  const stop = (): void => {
    window.clearInterval(timer);
    timer = undefined;
    output.setAttribute('aria-live', 'polite');
    play.textContent = 'Play';
  };
  const choose = (text: string, to: () => number): HTMLButtonElement =>
    button(text, () => {
      stop();
      go(to());
    });

  slider.addEventListener('input', () => {
    stop();
    go(Number(slider.value));
  });
  const buttons = element(
    'div',
    { class: 'buttons' },
    choose('First', () => 0),
    choose('Back', () => at - 1),
    play,
    choose('Next', () => at + 1),
    choose('Last', () => last),
  );
  place.replaceChildren(buttons, label, output);
  go(0);
  return stop;
}
