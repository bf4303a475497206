/** Vega's SVG made small: what is not seen goes, places have a tenth of a px and paths a hundredth. Same SVG, same bytes. */
import type { CustomPlugin, PluginConfig, XastElement } from 'svgo';
import { font } from './theme.js';

/** What Vega says of a group or a text for screen readers, and what it keeps for itself: a figure is one picture. */
const unseen = ['class', 'aria-hidden', 'aria-roledescription', 'pointer-events', 'stroke-miterlimit', 'role'];

/**
 * A figure that is one picture with a name and a description. A mark that stands for a value keeps its `aria-label`, from
 * which tooltips are made. Any number of figures can stand in one page: equal ids are of equal clip paths.
 */
export async function smallSvg(svg: string): Promise<string> {
  const { optimize } = await import('svgo');
  return optimize(svg, { floatPrecision: 1, plugins: [...plugins] }).data.replaceAll('&apos;', "'");
}

/** Groups of marks that stand for one row of their data; a line or an area stands for many, a text says what it says. */
const single = /\bmark-(?:symbol|rect|rule|arc|path)\b/;

/** Without the frames of groups that are not drawn, and with one font for all texts. */
const bare: CustomPlugin = {
  name: 'bare',
  fn: () => {
    const marks = new WeakSet<object>();
    return {
      element: {
        enter(node, parent) {
          const { attributes } = node;
          if (isFrame(attributes)) parent.children = parent.children.filter((other) => other !== node);
          if (node.name === 'svg') {
            attributes['font-family'] = `${font}, Verdana, sans-serif`;
            attributes.role = 'img';
            delete attributes.class;
            return;
          }
          if (!marks.has(parent)) delete attributes['aria-label'];
          if (single.test(attributes.class ?? '')) marks.add(node);
          delete attributes['font-family'];
          for (const name of unseen) delete attributes[name];
        },
      },
    };
  },
};

/** The background and the foreground of a group, which most have only for the pointer. */
function isFrame({ class: name, fill, stroke }: XastElement['attributes']): boolean {
  return (name === 'background' || name === 'foreground') && fill === undefined && stroke === undefined;
}

/** Clip paths named by their sides, each once: Vega has one for each layer. */
const clipsBySize: CustomPlugin = {
  name: 'clips-by-size',
  fn: (root) => {
    const names = new Map<string, string>();
    const kept = new Set<string>();
    visitElements(root.children, (node) => {
      if (node.name !== 'clipPath') return;
      const sides: Readonly<Record<string, string>> = (node.children[0] as XastElement).attributes;
      names.set(node.attributes.id!, `clip-${['x', 'y', 'width', 'height'].map((side) => sides[side]).join('-')}`);
    });
    return {
      element: {
        enter(node, parent) {
          const { attributes } = node;
          const clip = /^url\(#(.*)\)$/.exec(attributes['clip-path'] ?? '')?.[1];
          if (clip !== undefined) attributes['clip-path'] = `url(#${names.get(clip) ?? clip})`;
          if (node.name !== 'clipPath') return;
          attributes.id = names.get(attributes.id!) ?? attributes.id!;
          if (kept.has(attributes.id)) parent.children = parent.children.filter((other) => other !== node);
          kept.add(attributes.id);
        },
      },
    };
  },
};

function visitElements(nodes: readonly unknown[], visit: (node: XastElement) => void): void {
  for (const node of nodes as readonly XastElement[]) {
    if (node.type !== 'element') continue;
    visit(node);
    visitElements(node.children, visit);
  }
}

/**
 * Colors stay as they are written: a page may turn them into others. Marks are not merged, for they overlap with opacity.
 */
const plugins: readonly PluginConfig[] = [
  bare,
  clipsBySize,
  {
    name: 'preset-default',
    params: {
      overrides: {
        cleanupIds: false,
        convertColors: false,
        // Of the arcs of a small circle a tenth is seen.
        convertPathData: { floatPrecision: 2 },
        convertShapeToPath: false,
        mergePaths: false,
        removeDesc: false,
        removeUnknownsAndDefaults: { keepRoleAttr: true },
      },
    },
  },
];
