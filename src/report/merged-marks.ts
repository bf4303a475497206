/**
 * Marks that look alike as one path, where none of them covers another: a browser takes a page's time by the element. What
 * is seen stays the same, also of marks that let others shine through: those that meet stand in paths of their own, in order.
 */
import type { CustomPlugin, XastElement } from 'svgo';

/** A mark as the data of a path, and where it is. */
interface Mark {
  readonly d: string;
  readonly box: Box;
}

/** Left, top, right and bottom, px. */
type Box = readonly [number, number, number, number];

/** Room for a stroke and for the pixels that an edge shares, px. */
const margin = 1;

export const mergedMarks: CustomPlugin = {
  name: 'merged-marks',
  fn: () => ({
    element: {
      exit(node) {
        node.children = mergedOf(node.children);
      },
    },
  }),
};

type Node = XastElement['children'][number];

/** Neighbors alike become as few paths as there are layers of them. */
function mergedOf(nodes: readonly Node[]): Node[] {
  const merged: Node[] = [];
  let run: { readonly look: string; readonly nodes: XastElement[]; readonly marks: Mark[] } | undefined;
  const end = (): void => {
    if (run !== undefined) merged.push(...(run.nodes.length === 1 ? run.nodes : layersOf(run.nodes[0]!, run.marks)));
    run = undefined;
  };
  for (const node of nodes) {
    const mark = node.type === 'element' ? markOf(node) : undefined;
    if (node.type !== 'element' || mark === undefined) {
      end();
      merged.push(node);
      continue;
    }
    const look = JSON.stringify(lookOf(node));
    if (run?.look !== look) end();
    run ??= { look, nodes: [], marks: [] };
    run.nodes.push(node);
    run.marks.push(mark);
  }
  end();
  return merged;
}

/** A path a layer: each mark in the first one above all those before it that it meets. */
function layersOf(first: XastElement, marks: readonly Mark[]): XastElement[] {
  const layers: Mark[][] = [];
  for (const mark of marks) {
    const below = layers.findLastIndex((layer) => layer.some(({ box }) => meet(box, mark.box)));
    if (below + 1 === layers.length) layers.push([]);
    layers[below + 1]!.push(mark);
  }
  return layers.map((layer) => ({
    ...{ type: 'element', name: 'path', children: [] },
    attributes: { ...lookOf(first), d: layer.map(({ d }) => d).join('') },
  }));
}

const meet = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** What a mark is but for its place: equal where marks look alike. */
function lookOf({ attributes }: XastElement): Record<string, string> {
  const { d: _, x2: _x, y2: _y, transform: _t, ...look } = attributes;
  return look;
}

/** Undefined for what is no dot, square or line, or says something of its own. */
function markOf({ name, attributes, children }: XastElement): Mark | undefined {
  if (children.length > 0 || attributes['data-said'] !== undefined || attributes.id !== undefined) return undefined;
  if (name === 'path' && attributes.transform === undefined)
    return dotOf(attributes.d ?? '') ?? squareOf(attributes.d ?? '');
  return name === 'line' ? lineOf(attributes) : undefined;
}

const number = String.raw`(-?[\d.]+)`;
/** A circle, from its right end: `M4 2a1.5 1.5 0 1 1-3 0 1.5 1.5 0 1 1 3 0`. */
const circle = new RegExp(String.raw`^M${number}[ ]?${number}a${number} ?\3 0 1 1-?[\d.]+ 0 \3 \3 0 1 1 ?[\d.]+ 0Z?$`);
const square = new RegExp(`^M${number} ?${number}h${number}v${number}h${number}Z$`);

function dotOf(d: string): Mark | undefined {
  const [right, y, radius] = numbersOf(circle.exec(d));
  if (right === undefined) return undefined;
  return { d, box: around(right - 2 * radius!, y! - radius!, right, y! + radius!) };
}

function squareOf(d: string): Mark | undefined {
  const [x, y, width, height, back] = numbersOf(square.exec(d));
  return x === undefined || back !== -width! ? undefined : { d, box: around(x, y!, x + width!, y! + height!) };
}

/** A line along an axis, moved to its place. */
function lineOf({ x1, y1, x2, y2, transform = '' }: XastElement['attributes']): Mark | undefined {
  const moved = /^translate\((-?[\d.]+)(?: (-?[\d.]+))?\)$/.exec(transform);
  if (x1 !== undefined || y1 !== undefined || (x2 === undefined) === (y2 === undefined)) return undefined;
  if (transform !== '' && moved === null) return undefined;
  const [x, y] = [Number(moved?.[1] ?? 0), Number(moved?.[2] ?? 0)];
  return {
    d: `M${x} ${y}${x2 === undefined ? `v${y2}` : `h${x2}`}`,
    box: around(x, y, x + Number(x2 ?? 0), y + Number(y2 ?? 0)),
  };
}

const numbersOf = (found: RegExpExecArray | null): number[] => (found ?? []).slice(1).map(Number);

function around(x: number, y: number, toX: number, toY: number): Box {
  const [left, right] = [Math.min(x, toX), Math.max(x, toX)];
  const [top, bottom] = [Math.min(y, toY), Math.max(y, toY)];
  return [left - margin, top - margin, right + margin, bottom + margin];
}
