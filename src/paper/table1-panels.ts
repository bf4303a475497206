/** The panels of Table 1: one a task, with a line for each method. */
import { broken, cut, measureOf } from '../charts/cells.js';
import { widthOf } from '../charts/font.js';
import { gap, type Panel, panelWidth } from '../charts/theme.js';
import type { Column, Entry, Table1 } from './table1-cells.js';
import { between, lineLayers, textLayers } from './table1-marks.js';

const rowHeight = 66;
/** Tasks beside each other. */
const across = 4;
/** The room for a method's name, px; longer names are broken at hyphens, then cut. */
const nameRoom = 128;
const columnRoom = 280;

/** A panel a task, methods from top to bottom; after four tasks a new row. */
export function table1Panels({ columns, methods, entries }: Table1): Panel {
  const names = methods.map(linesOf);
  const axis = Math.max(...names.flat().map((line) => widthOf(line, 11))) + 12;
  const width = Math.min(columnRoom, panelWidth(Math.min(across, columns.length), axis));
  const rows = columns.flatMap((_, c) => (c % across === 0 ? [columns.slice(c, c + across)] : []));
  return {
    spacing: 22,
    vconcat: rows.map((row) => ({
      spacing: gap,
      bounds: 'flush' as const,
      hconcat: row.map((column, c) => {
        const own = entries.filter(({ task }) => task === column.task);
        return panelOf(column, own, { width, methods, names: c === 0 ? names : null });
      }),
    })),
  };
}

interface View {
  readonly width: number;
  readonly methods: readonly string[];
  /** The methods' names in lines; null where they stand at another panel. */
  readonly names: readonly (readonly string[])[] | null;
}

function panelOf({ task, metric }: Column, entries: readonly Entry[], view: View): Panel {
  const { title, at } = measureOf(metric);
  const domain = domainOf(entries).map(at);
  return {
    title: cut(task, view.width, 12, true),
    width: view.width,
    height: rowHeight * view.methods.length,
    layer: [between(view.methods), ...lineLayers(entries, domain), ...textLayers(entries, view.width)],
    encoding: {
      y: {
        field: 'method',
        type: 'nominal',
        scale: { type: 'band', domain: [...view.methods] },
        axis: {
          title: null,
          labels: view.names !== null,
          labelExpr: namesExpr(view),
          labelLineHeight: 13,
          ticks: false,
          domain: false,
          grid: false,
        },
      },
      x: {
        type: 'quantitative',
        scale: { domain, nice: false },
        axis: { title, tickCount: 4, labelFlush: false, gridOpacity: 0.7 },
      },
    },
  };
}

/** Vega's names for the methods, each broken into its lines. */
function namesExpr({ methods, names }: View): string {
  if (names === null) return 'datum.value';
  const lines = names.map((each) => each.join('\n'));
  return `split(${JSON.stringify(lines)}[indexof(${JSON.stringify(methods)}, datum.value)], '\\n')`;
}

/** A name broken after hyphens into lines that fit. */
const linesOf = (name: string): readonly string[] =>
  broken(name.split(/(?<=-)/), nameRoom).map((line) => cut(line, nameRoom));

/** From the least to the greatest number drawn, with a margin, in the units of the results. */
function domainOf(entries: readonly Entry[]): readonly number[] {
  const all = entries
    .flatMap(({ paper, value, low, high, trials }) => [paper, value, low, high, ...trials])
    .filter((number) => number !== null);
  if (all.length === 0) return [0, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = 0.06 * (high - low) || 0.05 * Math.abs(high) || 1;
  return [low - margin, high + margin];
}
