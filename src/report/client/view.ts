/**
 * A compiled spec drawn as SVG. Expressions run in Vega's interpreter, nothing is loaded, and styles are set on elements
 * one by one, so that it works under a policy that allows neither eval nor network nor style attributes in markup.
 */
import { type LoggerInterface, loader, parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { Handler } from 'vega-tooltip';

const tooltip = new Handler({ disableDefaultStyle: true });

/**
 * Draws into the sheet before the next frame: a page that is printed does not wait.
 * @param fail told of what goes wrong, now or while it is drawn again.
 * @throws Error for a spec that Vega cannot read.
 */
export function draw(spec: Spec, sheet: Element, fail: (error: unknown) => void): View {
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
