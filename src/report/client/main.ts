/**
 * What a page runs: draws each figure when it comes near the window, and all that are left before printing. A figure is
 * `<figure class="chart">` with a `.sheet` to draw on and its compiled Vega spec in a `script.spec`; a step-through has
 * `.controls` and its iterations in a `script.steps` besides. What goes wrong with one figure is said on its sheet and
 * does not stop the others.
 */
import type { Spec, View } from 'vega';
import { addControls } from './controls.js';
import type { StepLine } from './steps.js';
import { draw } from './view.js';

/** How far beyond the window a figure is drawn. */
const ahead = '600px';

interface Figure {
  /** Draws it, once. */
  open(): void;
}

function figureOf(figure: Element): Figure {
  const sheet = figure.querySelector('.sheet') ?? figure;
  let opened = false;
  let view: View | undefined;
  let iteration: number | undefined;
  const show = () => {
    if (iteration !== undefined) view?.signal('iteration', iteration).run();
  };
  const fail = (error: unknown) => {
    opened = true;
    view = undefined;
    sheet.replaceChildren(failure(error));
  };
  const guarded = (act: () => void) => {
    try {
      act();
    } catch (error) {
      fail(error);
    }
  };
  guarded(() => {
    const controls = figure.querySelector('.controls');
    const steps = dataOf<readonly StepLine[]>(figure, 'steps');
    if (controls === null || steps === undefined || steps.length === 0) return;
    addControls(controls, steps, (chosen) => {
      iteration = chosen;
      guarded(show);
    });
  });
  return {
    open() {
      if (opened) return;
      opened = true;
      guarded(() => {
        const spec = dataOf<Spec>(figure, 'spec');
        if (spec === undefined) throw new Error('its spec is missing');
        view = draw(spec, sheet, fail);
        show();
      });
    },
  };
}

function dataOf<T>(figure: Element, name: string): T | undefined {
  const text = figure.querySelector(`script.${name}`)?.textContent;
  return text ? (JSON.parse(text) as T) : undefined;
}

function failure(error: unknown): Element {
  const said = document.createElement('p');
  said.className = 'failure';
  said.textContent = `This chart could not be drawn: ${error instanceof Error ? error.message : String(error)}`;
  return said;
}

const figures = new Map([...document.querySelectorAll('figure.chart')].map((each) => [each, figureOf(each)]));
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      figures.get(target)?.open();
    }
  },
  { rootMargin: ahead },
);
for (const figure of figures.keys()) watcher.observe(figure);
window.addEventListener('beforeprint', () => {
  for (const figure of figures.values()) figure.open();
});
