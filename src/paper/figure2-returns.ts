/** The last panel of figure 2: what a method's policy returns, episode by episode, and in the mean over trials. */
import type { Case } from '../charts/cases.js';
import type { Tables } from '../charts/contract.js';
import { widthOf } from '../charts/font.js';
import type { Summary } from '../charts/summary.js';
import { ink, type Layer, type Panel, short, soft } from '../charts/theme.js';

interface View {
  readonly cases: readonly Case[];
  /** Rows of summary.csv with the mean return over trials. */
  readonly means: readonly Summary[];
  /** Returns to compare with by name, such as the demonstrating expert's. */
  readonly levels: ReadonlyMap<string, number>;
  /** With the labels at its left, px. */
  readonly width: number;
  readonly height: number;
}

export function returnsPanel(tables: Tables, view: View): Panel {
  const labels = view.cases.map(({ method }) => labelOf(view.means, method));
  return {
    // The levels' names stand where the panels beside it have their subtitles.
    title: { text: 'Returns', ...(view.levels.size === 0 ? { subtitle: '\u00a0' } : {}) },
    width: Math.max(leastWidth, Math.floor(view.width - labelsWidth(view))),
    height: view.height,
    layer: [
      ...[...view.levels].flatMap(([name, value]) => ruleLayers(name, value)),
      episodeLayer(tables, view),
      ...meanLayers(view),
    ],
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        scale: { domain: labels, paddingInner: 0.1 },
        axis: {
          title: null,
          ticks: false,
          domain: false,
          labelExpr: "split(datum.value, '\\n')",
          labelLineHeight: 13,
          labelPadding,
          labelOffset: -6,
        },
      },
      x: {
        field: 'value',
        type: 'quantitative',
        scale: { zero: true, nice: true },
        axis: { title: 'return of an episode', tickCount: 4, format: 'd' },
      },
    },
  };
}

/** Of the panel without its labels, px. */
const leastWidth = 120;

const labelsWidth = ({ cases }: View): number =>
  Math.max(...cases.map(({ method }) => widthOf(method, 11))) + labelPadding;

const labelPadding = 6;

/** The method over the number of trials that its mean is of. */
function labelOf(means: readonly Summary[], method: string): string {
  const row = means.find((each) => each.method === method);
  return `${method}\n${row === undefined ? 'no mean' : `n = ${row.n}`}`;
}

/** One dot an episode, spread over the upper part of the method's band by its number alone. */
function episodeLayer(tables: Tables, { cases, means }: View): Layer {
  const rows = tables.get('example_returns.csv', ['trial_id', 'episode', 'return']).rows;
  const values = cases.flatMap(({ id, method }) =>
    rows
      .filter((row) => row.text('trial_id') === id)
      .map((row) => ({
        label: labelOf(means, method),
        value: Math.round(row.number('return')),
        off: short((row.number('episode') * golden) % 1),
      })),
  );
  return {
    data: { values },
    mark: { type: 'point', size: 9, fill: '#56B4E9', stroke: '#0072B2', strokeWidth: 0.5, opacity: 0.7, aria: false },
    encoding: { yOffset: { field: 'off', type: 'quantitative', scale: { domain: [-0.1, 1.7] } } },
  };
}

/** Its multiples lie evenly in 0..1, whatever their number (Weyl's sequence of the golden ratio). */
const golden = (Math.sqrt(5) - 1) / 2;

/** The mean over trials with its interval, at the lower end of the band. */
function meanLayers({ cases, means }: View): Layer[] {
  const values = cases.flatMap(({ method }) => {
    const row = means.find((each) => each.method === method);
    if (row === undefined || row.mean === null) return [];
    const [low, high] = [row.low ?? row.mean, row.high ?? row.mean].map(Math.round);
    const interval = row.low === null ? '' : `, 95 percent interval ${low} to ${high}`;
    const said = `${method}: mean return ${Math.round(row.mean)}${interval}, ${row.n} trials`;
    return [{ label: labelOf(means, method), value: Math.round(row.mean), low, high, said }];
  });
  return [
    {
      data: { values },
      mark: { type: 'rule', strokeWidth: 2, color: soft, yOffset: 9, aria: false },
      encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
    },
    {
      data: { values },
      mark: { type: 'point', shape: 'diamond', size: 60, fill: ink, stroke: ink, opacity: 1, yOffset: 9 },
      encoding: { description: { field: 'said', type: 'nominal' } },
    },
  ];
}

function ruleLayers(name: string, value: number): Layer[] {
  return [
    {
      data: { values: [{ value }] },
      mark: { type: 'rule', strokeDash: [4, 3], color: ink, aria: false },
      encoding: { y: { value: 0 }, y2: { value: 'height' } },
    },
    {
      data: { values: [{ value }] },
      mark: { type: 'text', text: `${name} ${String(value).replace('-', '−')}`, align: 'right', dy: -6, dx: 4 },
      encoding: { y: { value: 0 } },
    },
  ];
}
