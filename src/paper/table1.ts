import { bands, frame, ground, hair, ink, soft } from '../charts/colors.js';
import type { Chart, Tables } from '../charts/contract.js';
import { broken, cut, widthOf } from '../charts/font.js';
import { type IntervalDot, intervalDots, trialTicks } from '../charts/marks/interval-dot.js';
import { keyEntry, keyPanel } from '../charts/marks/key.js';
import { endsOf, linesOf, nameAxis, numberAxis, panel, rowOf, stacked } from '../charts/marks/panel.js';
import { absentNote } from '../charts/tables.js';
import { colorOf, type Layer, type Panel, page, panelWidth, shapeOf } from '../charts/theme.js';
import { dotsOf, intervalOf as intervalTold, type Measure, measureOf } from '../charts/units.js';
import type { ParametersOf, ParameterTable } from '../components/contract.js';
import { type Entry, type Table1, table1Of } from './table1-cells.js';
import { intervalOf, lacking, readableOf, sheetOf } from './table1-text.js';

const parameters = {
  methods: { kind: 'names', refers: 'methods', about: 'methods, top to bottom; all when absent' },
  cells: {
    kind: 'mapping',
    refers: 'tasks',
    optional: true,
    of: { kind: 'text', refers: 'metrics' },
    about:
      'the metric of each task, left to right; all tasks by test accuracy, or training accuracy where they have none, when absent',
  },
  paper: {
    kind: 'mapping',
    refers: 'tasks',
    optional: true,
    of: { kind: 'mapping', refers: 'methods', of: 'number' },
    about: "the paper's values in the units of the results, by task and method",
  },
  chance: {
    kind: 'mapping',
    refers: 'tasks',
    optional: true,
    of: 'number',
    about: 'what guessing reaches, in the units of the results, by task',
  },
} as const satisfies ParameterTable;

const rowHeight = 76;
/** Tasks beside each other. */
const across = 4;
/** The room for a method's name, px; longer names are broken at hyphens, then cut. */
const nameRoom = 128;
const columnRoom = 280;
const [ours, theirs] = [colorOf(0), colorOf(1)];
/** Between a method's place and its marks, px, so that none hides another; the numbers stand over and under them. */
const lanes = { trials: -9, ours: 1, theirs: 12 } as const;

/** The paper's Table 1 (section 4.4) beside ours: as a picture and as a table. */
export const table1: Chart<typeof parameters> = {
  name: 'table1',
  about: "the paper's Table 1: each method's accuracy on each task beside the paper's value; also as CSV and Markdown",
  parameters,
  render(tables, given) {
    const table = table1Of(tables, given);
    const { columns, methods, entries, absent } = table;
    const banded = entries.some(({ band }) => band !== undefined);
    return page(
      {
        title: "Table 1: each method's accuracy, next to the paper's",
        notes: [
          `Bold: our mean over n trials, then its ${intervalTold('mean')}; none if there is one trial, or all are equal.`,
          `In percent; each task has its own axis.${banded ? " Shaded: what passes for the paper's value, by the claim about the cell." : ''}`,
          ...absentNote(absent),
        ],
        description:
          `A panel for each task (${columns.map(({ task, metric }) => `${task} by ${metric}`).join(', ')}), a line in it for ` +
          `each method (${methods.join(', ')}): the mean over trials as a dot with its 95 percent interval, each trial as a ` +
          "tick, and the paper's value as a diamond; the numbers stand beside them.",
      },
      panelsOf(tables, table, given),
      keyPanel([
        [
          { label: 'a trial', shape: 'M0,-0.8L0,0.8', fill: 'transparent', stroke: ours },
          keyEntry('ours: mean over the trials', shapeOf(0), ours),
          { label: "the paper's value", shape: shapeOf(3), fill: ground, stroke: theirs },
          ...(banded ? [keyEntry('passes for it', shapeOf(1), bandTint)] : []),
          ...(given.chance === undefined
            ? []
            : [{ label: 'chance', shape: 'M0,-1.2L0,1.2', fill: 'transparent', stroke: soft }]),
        ],
      ]),
    );
  },
  sheet: (tables, given) => sheetOf(table1Of(tables, given)),
  table: (tables, given) => readableOf(tables, table1Of(tables, given)),
};

const [, bandTint] = bands;

type Given = ParametersOf<typeof parameters>;

/** A panel a task, methods from top to bottom; after four tasks a new row. */
function panelsOf(tables: Tables, { columns, methods, entries }: Table1, { chance = {} }: Given): Panel {
  // A name broken after hyphens into lines that fit.
  const names = methods.map((method) => {
    return [method, broken(method.split(/(?<=-)/), nameRoom).map((line) => cut(line, nameRoom))] as const;
  });
  const axis = Math.max(...names.flatMap(([, lines]) => lines).map((line) => widthOf(line, 11))) + 12;
  const width = Math.min(columnRoom, panelWidth(Math.min(across, columns.length), axis));
  const panels = columns.map(({ task, metric }, c) => {
    const measure = measureOf(tables, metric);
    const own = entries.filter((entry) => entry.task === task);
    const guess = chance[task];
    const shown = own.flatMap(({ paper, band = [], line, trials }) => {
      return [paper, ...band.map((end) => end / 100), line?.mean, line?.low, line?.high, ...trials];
    });
    const [low, high] = [Math.min(...shown.filter(isNumber)), Math.max(...shown.filter(isNumber))];
    // Chance is told where it is near; far away it would squeeze what is compared.
    const guessed = guess !== undefined && guess >= low - (high - low) / 4 ? [measure.at(guess)] : [];
    const domain = endsOf([...shown.map((value) => (isNumber(value) ? measure.at(value) : null)), ...guessed], 0.06);
    return panel({
      ...{ title: task, width, height: rowHeight * methods.length },
      layers: [
        bandLayer(own),
        ...guessed.map((value) => chanceLayer(methods, value)),
        ...ruleLayers(methods),
        ...markLayers(own, measure),
        ...textLayers(own, measure, width),
      ],
      y: nameAxis({ field: 'method', names, scale: { type: 'band', padding: 0 }, shared: c % across > 0 }),
      x: numberAxis({
        ...{ title: measure.title, domain, grid: true, axis: { labelFlush: false, gridOpacity: 0.7 } },
      }),
    });
  });
  return stacked(linesOf(panels, across).map((row) => rowOf(row)));
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';

/** What passes for the paper's value, behind its mark and ours. */
function bandLayer(entries: readonly Entry[]): Layer {
  const values = entries.flatMap(({ method, band }) =>
    band === undefined ? [] : [{ method, from: band[0], to: band[1] }],
  );
  return {
    data: { values },
    mark: { type: 'bar', color: bandTint, height: 22, yOffset: (lanes.ours + lanes.theirs) / 2, aria: false },
    encoding: { x: { field: 'from', type: 'quantitative' }, x2: { field: 'to' } },
  };
}

/** What guessing reaches: a tick through the marks of each method, which leaves their numbers alone. */
function chanceLayer(methods: readonly string[], value: number): Layer {
  return {
    data: { values: methods.map((method) => ({ method, value })) },
    mark: { type: 'tick', orient: 'vertical', size: 36, thickness: 1, color: soft, yOffset: lanes.ours, aria: false },
    encoding: { x: { field: 'value', type: 'quantitative' } },
  };
}

/** A line along each method, and one over each but the first. */
function ruleLayers(methods: readonly string[]): Layer[] {
  const rule = (names: readonly string[], color: string, y: object, look: object): Layer => ({
    data: { values: names.map((method) => ({ method })) },
    mark: { type: 'rule', color, ...look, aria: false },
    encoding: { ...y, x: { value: 0 }, x2: { value: 'width' } },
  });
  const over = { y: { field: 'method', type: 'nominal', bandPosition: 0 } };
  return [rule(methods.slice(1), frame, over, {}), rule(methods, hair, {}, { yOffset: lanes.ours })];
}

/** Trials as ticks, the interval and the mean over them, the paper's value around or beside them. */
function markLayers(entries: readonly Entry[], measure: Measure): Layer[] {
  const trials = entries.flatMap((entry) =>
    entry.trials.map((value) => ({ at: entry.method, value: measure.at(value) })),
  );
  const dots = entries.flatMap(({ line, method, task }) => dotsOf(measure, line, method, `${method} on ${task}`));
  const papers = entries.flatMap(({ method, paper }): IntervalDot[] => {
    return paper === null
      ? []
      : [{ at: method, value: measure.at(paper), said: `${method}, the paper: ${measure.text(paper)}${measure.unit}` }];
  });
  const look = { field: 'method', along: 'x' } as const;
  return [
    trialTicks(trials, { ...look, color: ours, shift: lanes.trials, size: 8 }),
    ...intervalDots(dots, { ...look, color: ours, shape: shapeOf(0), size: 48, shift: lanes.ours }),
    ...intervalDots(papers, {
      ...look,
      color: theirs,
      shape: shapeOf(3),
      fill: ground,
      size: 60,
      shift: lanes.theirs,
    }),
  ];
}

/** Over the line the mean and its interval; below it n and the paper's value. */
function textLayers(entries: readonly Entry[], { text }: Measure, width: number): Layer[] {
  const corner = (right: boolean, dy: number, look: object, of: (entry: Entry) => string | undefined): Layer => ({
    data: {
      values: entries.flatMap((entry) => {
        const text = of(entry);
        return text === undefined ? [] : [{ method: entry.method, text }];
      }),
    },
    mark: { type: 'text', align: right ? 'right' : 'left', baseline: 'middle', dy, aria: false, ...look },
    encoding: { x: { value: right ? width - 5 : 5 }, text: { field: 'text', type: 'nominal' } },
  });
  return [
    corner(false, -24, { fontWeight: 'bold' }, ({ line }) => (line?.mean == null ? undefined : text(line.mean))),
    corner(false, -24, { color: soft }, (entry) => lacking(entry)),
    corner(true, -24, {}, ({ line }) => intervalOf(line, text)),
    corner(false, 27, { color: soft }, ({ line }) => line && `n = ${line.n}`),
    corner(true, 27, { color: ink }, ({ paper }) => (paper === null ? undefined : `paper ${text(paper)}`)),
  ];
}
