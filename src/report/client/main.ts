/**
 * What a page runs: says what is under the pointer, and draws each step-through when it comes near the window, and all that
 * are left before printing. A step-through is `<figure class="chart">` with a `.sheet` to draw on and its compiled Vega spec in a `script.spec`; a step-through has
 * `.controls` and its iterations in a `script.steps` besides. What goes wrong with one figure is said on its sheet and
 * does not stop the others.
 */
import { type LoggerInterface, loader, parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { Handler } from 'vega-tooltip';
import { addControls } from './controls.js';
import type { StepLine } from './steps.js';
import { addTooltips } from './tooltip.js';
import { addVerdictMap } from './verdict-map.js';

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

const tooltip = new Handler({ disableDefaultStyle: true });

/**
 * Draws a compiled spec as SVG, before the next frame: a page that is printed does not wait. Expressions run in Vega's
 * interpreter, nothing is loaded, and styles are set on elements one by one, so that it works under a policy that allows
 * neither eval nor network nor style attributes in markup.
 * @param fail told of what goes wrong, now or while it is drawn again.
 * @throws Error for a spec that Vega cannot read.
 */
function draw(spec: Spec, sheet: Element, fail: (error: unknown) => void): View {
  const host = document.createElement('div');
  const view = new View(parse(spec, { events: { bind: 'none' } }, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    logger: failing(fail),
    loader: { ...loader(), load: refuse },
    tooltip: tooltip.call,
  });
  view.initialize(host).hover();
  // One picture with one description: a screen reader need not go through its marks, whose numbers stand in a table.
  host.setAttribute('role', 'img');
  host.removeAttribute('aria-roledescription');
  sheet.replaceChildren(host);
  return view.run();
}

async function refuse(uri: string): Promise<string> {
  throw new Error(`the data must stand in the page; got ${uri}`);
}

/** Vega tells of errors by its log; warnings were seen when the page was made. */
function failing(fail: (error: unknown) => void): LoggerInterface {
  const quiet = () => logger;
  const error = (...message: readonly unknown[]) => {
    fail(message.map(String).join(' '));
    return logger;
  };
  const level = ((value?: number) => (value === undefined ? 1 : logger)) as LoggerInterface['level'];
  const logger: LoggerInterface = { level, error, warn: quiet, info: quiet, debug: quiet };
  return logger;
}

addTooltips();
for (const map of document.querySelectorAll('.map')) addVerdictMap(map);
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
