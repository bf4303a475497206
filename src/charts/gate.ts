import { type Case, casesOf } from './cases.js';
import { absentNote } from './cells.js';
import type { Chart } from './contract.js';
import { keyPanel } from './marks/key.js';
import { byBoth, byClass, byExpert, endsOf, mapOf, type PlaneMap } from './marks/map.js';
import { borderLayers, fieldLayer, nameLayers } from './marks/map-layers.js';
import { roomsOf } from './marks/map-rooms.js';
import { everyTold, type PlaneSample, planeSamples } from './marks/plane-samples.js';
import { gap, ink, type Layer, type Panel, page, panelWidth } from './theme.js';

const parameters = {
  task: { kind: 'text', default: 'smiley', about: 'a task with two features and two classes' },
  methods: { kind: 'names', about: 'methods with a gate; all that have an example when absent' },
  trial: { kind: 'integer', default: 0, min: 0, about: 'the trial that is drawn' },
  samples: { kind: 'integer', default: 200, min: 1, about: 'at most so many samples are drawn over each plane' },
} as const;

const columns = 3;

/** A field for each of ten experts, light where it predicts class 0 and dark where class 1; numbers say the same. */
const fields: readonly (readonly [light: string, dark: string])[] = [
  ['#D3E6F3', '#85B8DA'],
  ['#F8DDCB', '#EBA877'],
  ['#CFEBE2', '#78C5AC'],
  ['#F5E3EC', '#DFA9C6'],
  ['#FBEFCC', '#EFC566'],
  ['#E8E8E8', '#B4B4B4'],
  ['#E1DAF2', '#B5A2DD'],
  ['#ECEBCB', '#C6C480'],
  ['#F2D5D5', '#D99A9A'],
  ['#E3DCD3', '#BBA88F'],
];

/** Who decides where: the plane by responsible expert and by predicted class, a panel a method. */
export const gate: Chart = {
  name: 'gate',
  about: 'the plane by responsible expert and predicted class, a panel a method',
  parameters,
  render(tables, given) {
    const [task, trial] = [String(given.task), Number(given.trial)];
    const { cases, absent } = casesOf(tables, {
      task,
      methods: given.methods,
      trial,
      file: 'example_map.csv',
      record: 'examples',
      metrics: ['test_accuracy', 'train_accuracy'],
    });
    const { id } = cases.find(({ recorded }) => recorded)!;
    const maps = cases.map(({ id }) => mapOf(tables, id));
    const ends = endsOf(maps);
    const { samples, every } = planeSamples(tables, id, Number(given.samples));
    return page(
      {
        title: `Who decides where (${task})`,
        notes: [
          `Trial ${trial} of each method. A number is the expert that decides around it; thin lines part the experts. Where it`,
          `predicts class 1 its colour is dark, inside a thick line. Dots: ${everyTold(every)} learnt from, the same in all panels.`,
          ...absentNote(absent),
        ],
        description:
          'A panel for each method: the plane of the two features, parted into the regions where each expert decides, ' +
          'numbered, and dark within a thick line where class 1 is predicted. ' +
          `${cases.map(({ method, told }) => `${method}: ${told}`).join('; ')}.`,
      },
      {
        columns,
        spacing: { row: 22, column: gap },
        concat: cases.map((each, c) => panelOf(each, maps[c]!, samples, { ...ends, left: c % columns === 0 })),
      },
      keyPanel([key]),
    );
  },
};

const key = [
  { label: 'predicts class 0', shape: 'square', fill: fields[5]![0], stroke: fields[5]![0] },
  { label: 'predicts class 1', shape: 'square', fill: fields[5]![1], stroke: ink },
  { label: 'sample of class 0', shape: 'circle', fill: 'white', stroke: ink },
  { label: 'sample of class 1', shape: 'circle', fill: ink, stroke: ink },
];

interface Look {
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  /** Whether the panel is the first of its line. */
  readonly left: boolean;
}

function panelOf({ method, told }: Case, map: PlaneMap, samples: readonly PlaneSample[], look: Look): Panel {
  const width = panelWidth(columns, 50);
  return {
    title: { text: method, subtitle: told },
    width,
    height: width,
    layer: [...planeLayers(map), ...dots(samples), ...nameLayers(roomsOf(map, byBoth), expertOf)],
    encoding: { x: axisOf('x', look.x, 'x1', true), y: axisOf('y', look.y, 'x2', look.left) },
  };
}

function planeLayers(map: PlaneMap): Layer[] {
  if (map.length === 0) return [];
  return [
    fieldLayer(map, (run) => byBoth(run) % (2 * fields.length), fields.flat()),
    ...borderLayers(map, byExpert, '#8a8a8a', 0.8),
    ...borderLayers(map, byClass, ink, 1.8),
  ];
}

/** The expert of a key of `byBoth`. */
const expertOf = (key: number): string => String(Math.floor(key / 2));

function dots(samples: readonly PlaneSample[]): Layer[] {
  return [0, 1].map((label) => ({
    data: { values: samples.filter((sample) => sample.label === label).map(({ x, y }) => ({ x, y })) },
    mark: {
      type: 'point',
      shape: 'circle',
      size: 9,
      strokeWidth: 0.8,
      opacity: 0.55,
      stroke: ink,
      fill: label === 0 ? 'white' : ink,
      clip: true,
      aria: false,
    },
  }));
}

function axisOf(field: 'x' | 'y', domain: readonly [number, number], title: string, shown: boolean) {
  const axis = { title: shown ? title : null, grid: false, tickCount: 4, labels: shown, ticks: shown };
  return {
    field,
    type: 'quantitative' as const,
    scale: { domain: [...domain], nice: false },
    axis: { ...axis, labelBound: field === 'y' },
  };
}
