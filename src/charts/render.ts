/**
 * spec (.vl.json) -> Vega-Lite compile -> Vega view, no canvas -> SVG -> made small -> resvg -> PNG. Vega and resvg are large and loaded
 * only when something is drawn. Same spec, same bytes.
 */
import type { LoggerInterface, Spec } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { fontFiles, widthOf } from './font.js';
import { smallSvg } from './svg.js';
import { font } from './theme.js';

/** A Vega-Lite spec as the Vega spec that draws it. What the library has to say goes to the logger, or nowhere. */
export function compiledSpec(spec: TopLevelSpec, logger = loggerOf(() => {})): Spec {
  return compile(spec, { logger }).spec;
}

/** Told of each warning of the Vega libraries, once all is drawn; may throw. */
export type OnWarning = (message: string) => void;

/** Draws a spec: one picture, whose root names it by its title and description for screen readers, made small. */
export async function toSvg(spec: TopLevelSpec, onWarning: OnWarning = () => {}): Promise<string> {
  return smallSvg(named(await vegaSvg(spec, onWarning), spec));
}

/** A spec as Vega draws it. Expressions run in its interpreter, never as code, and nothing is loaded from file or net. */
export async function vegaSvg(spec: TopLevelSpec, onWarning: OnWarning = () => {}): Promise<string> {
  const [vega, { expressionInterpreter }] = await Promise.all([import('vega'), import('vega-interpreter')]);
  const library = hooksOf(vega);
  library.textMetrics.width = measured;
  const warnings: string[] = [];
  const logger = loggerOf((message) => void warnings.push(message));
  const loader = vega.loader();
  loader.load = async (uri) => {
    throw new Error(`a figure's data must stand in its spec; got ${uri}`);
  };
  const runtime = vega.parse(compiledSpec(spec, logger), undefined, { ast: true });
  const view = new vega.View(runtime, { renderer: 'none', expr: expressionInterpreter, logger, loader });
  try {
    await view.runAsync();
    library.resetSVGDefIds(); // clip paths are numbered across all figures of the process
    const svg = await view.toSVG();
    for (const warning of warnings) onWarning(warning);
    return svg;
  } finally {
    view.finalize();
  }
}

/**
 * The pixels of an SVG, `scale` to the px, as PNG bytes, on its own white background.
 * Only the shipped fonts are used, so that every machine draws the same.
 */
export async function toPng(svg: string, scale = 2): Promise<Buffer> {
  const { Resvg } = await import('@resvg/resvg-js');
  const options = {
    fitTo: { mode: 'zoom' as const, value: scale },
    font: { fontFiles: Object.values(fontFiles()), loadSystemFonts: false, defaultFontFamily: font },
  };
  return new Resvg(svg, options).render().asPng();
}

/** What Vega exports but does not declare: its hook for the width of a text, and the numbering of clip paths. */
interface Hooks {
  readonly textMetrics: { width: (item: TextItem, line: unknown) => number };
  resetSVGDefIds(): void;
}

const hooksOf = (vega: object): Hooks => vega as Hooks;

/** A text mark's width by the shipped font's own widths. */
function measured({ fontSize, fontWeight }: TextItem, line: unknown): number {
  const bold = fontWeight === 'bold' || Number(fontWeight) >= 600;
  return widthOf(String(line ?? '').trim(), fontSize ?? 11, bold);
}

interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

/** @param report told of warnings and errors. */
function loggerOf(report: (message: string) => void): LoggerInterface {
  const warned = (...message: readonly unknown[]) => {
    report(message.map(String).join(' '));
    return logger;
  };
  const quiet = () => logger;
  function level(): number;
  function level(value: number): LoggerInterface;
  function level(value?: number): number | LoggerInterface {
    return value === undefined ? 2 : logger;
  }
  const logger: LoggerInterface = { level, error: warned, warn: warned, info: quiet, debug: quiet };
  return logger;
}

/** The SVG with the figure's title and description at its root. */
function named(svg: string, { title, description = '' }: TopLevelSpec): string {
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  const name = Array.isArray(text) ? text.join(' ') : String(text ?? '');
  const root = `<svg aria-label="${escaped(name)}" `;
  return svg
    .replace('<svg ', () => root)
    .replace('>', () => `><title>${escaped(name)}</title><desc>${escaped(description)}</desc>`);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
