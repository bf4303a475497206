/**
 * A figure as SVG that stands in the page: it needs no script, its colors follow the reader's light or dark, and each mark
 * that stands for one thing carries what is said of it under the pointer.
 */
import type { Config, CustomPlugin, XastElement } from 'svgo';
import type { TopLevelSpec } from 'vega-lite';
import { darkOf } from '../charts/dark.js';
import { toSvg } from '../charts/render.js';
import { told } from '../charts/theme.js';
import type { Html } from '../documents/html.js';
import { mergedMarks } from './merged-marks.js';

/**
 * A panel of a figure as markup, of a picture that is described where it stands. Same spec, same bytes.
 * @param id begins the ids within, so that no two figures of a page share one: letters, digits and dashes.
 */
export async function inlineSvg(spec: TopLevelSpec, id: string): Promise<Html> {
  const [svg, { optimize }] = await Promise.all([toSvg(spec), import('svgo')]);
  return { html: optimize(svg, settings(id)).data };
}

const settings = (id: string): Config => ({
  plugins: [
    forPages,
    mergedMarks,
    'removeTitle',
    { name: 'removeDesc', params: { removeAny: true } },
    'removeXMLNS',
    { name: 'prefixIds', params: { prefix: id, delim: '-', prefixClassNames: false } },
  ],
});

const forPages: CustomPlugin = {
  name: 'for-pages',
  fn: () => ({
    element: {
      enter(node) {
        const { attributes } = node;
        const said = attributes['aria-label'];
        for (const key of ['fill', 'stroke']) {
          const color = attributes[key];
          if (color !== undefined) attributes[key] = themed(color);
        }
        delete attributes['aria-label'];
        delete attributes['font-family']; // it is the style's
        if (said !== undefined) attributes['data-said'] = readable(said);
        if (node.name === 'svg') withoutGround(node);
      },
    },
  }),
};

/** The ground is the page's. */
function withoutGround(svg: XastElement): void {
  svg.children = svg.children.filter((child) => child.type !== 'element' || child.name !== 'rect');
  for (const name of ['data-said', 'role', 'aria-label']) delete svg.attributes[name];
}

/** Numbers with more digits than anyone reads. */
const readable = (said: string): string => said.replace(/\d+\.\d{2,}(?:e[+-]?\d+)?/g, (number) => told(Number(number)));

const named: Readonly<Record<string, string>> = { white: '#ffffff', black: '#000000' };

/** A color that the page's style may turn into another, and that stands where it does not. */
export function themed(color: string): string {
  const hex = named[color] ?? color.toLowerCase().replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  return /^#[0-9a-f]{6}$/.test(hex) ? `var(--c${hex.slice(1)},${hex})` : color;
}

/** The style that gives all figures of a page their dark colors. Empty where there is no figure. */
export function darkStyle(page: string): string {
  const colors = new Set([...page.matchAll(/var\(--c([0-9a-f]{6}),/g)].map(([, color]) => color!));
  if (colors.size === 0) return '';
  const set = [...colors].sort().map((color) => `--c${color}:${darkOf(`#${color}`)}`);
  return `@media screen and (prefers-color-scheme:dark){:root{${set.join(';')}}}`;
}
