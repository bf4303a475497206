/**
 * A compiled spec drawn as SVG. Expressions run in Vega's interpreter, nothing is loaded, and styles are set on elements
 * one by one, so that it works under a policy that allows neither eval nor network nor style attributes in markup.
 */
import { type LoggerInterface, loader, parse, type Spec, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { Handler } from 'vega-tooltip';

const tooltip = new Handler({ disableDefaultStyle: true });

/**
 * Draws into the sheet, at once: a page that is printed does not wait.
 * @throws Error for a spec that cannot be drawn.
 */
export function draw(spec: Spec, sheet: Element): View {
  const host = document.createElement('div');
  const problems: string[] = [];
  const quiet = { ...loader(), load: refuse };
  const view = new View(parse(spec, { events: { bind: 'none' } }, { ast: true }), {
    expr: expressionInterpreter,
    renderer: 'svg',
    logger: collecting(problems),
    loader: quiet,
    tooltip: tooltip.call,
  });
  view.initialize(host).hover();
  sheet.replaceChildren(host);
  view.run();
  if (problems.length > 0) throw new Error(problems.join('; '));
  // One picture with one description: a screen reader need not go through its marks, whose numbers stand in a table.
  host.setAttribute('role', 'img');
  host.removeAttribute('aria-roledescription');
  return view;
}

async function refuse(uri: string): Promise<string> {
  throw new Error(`the data must stand in the page; got ${uri}`);
}

/** Errors are kept for whoever draws; warnings were seen when the page was made. */
function collecting(problems: string[]): LoggerInterface {
  const keep = (...message: readonly unknown[]) => {
    problems.push(message.map(String).join(' '));
    return logger;
  };
  const quiet = () => logger;
  const level = ((value?: number) => (value === undefined ? 1 : logger)) as LoggerInterface['level'];
  const logger: LoggerInterface = { level, error: keep, warn: quiet, info: quiet, debug: quiet };
  return logger;
}
