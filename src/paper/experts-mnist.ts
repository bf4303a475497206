import { greatest, groups, sum } from 'd3-array';
import type { Chart, Tables } from '../charts/contract.js';
import { greyImage } from '../charts/marks/image.js';
import { numberAxis, panel, stacked } from '../charts/marks/panel.js';
import { expertName } from '../charts/marks/samples.js';
import { casesOf } from '../charts/recorded.js';
import { absentNote } from '../charts/tables.js';
import { colorOf, type Panel, page, sheetWidth, short, soft } from '../charts/theme.js';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { ClusterLine } from '../results/recorded.js';

const parameters = {
  task: {
    kind: 'text',
    refers: 'tasks',
    default: 'mnist',
    about: 'a task whose features are the pixels of square images, row by row',
  },
  methods: {
    kind: 'names',
    refers: 'methods',
    about: 'methods, top to bottom; all whose clusters are recorded when absent',
  },
  trial: { kind: 'integer', default: 0, min: 0, about: 'the trial that is drawn' },
  width: { kind: 'integer', default: 28, min: 1, about: 'pixels of a side of an image' },
} as const satisfies ParameterTable;

/** Experts in a line of panels, and px between them. */
const [columns, between] = [10, 10];
/** Width of an expert's panels, px. */
const width = Math.floor((sheetWidth - 32 - between * (columns - 1)) / columns);

/** What an expert holds. */
interface Held {
  readonly expert: number;
  readonly n: number;
  /** By class, in the order of the file. */
  readonly classes: readonly ClusterLine[];
  /** Means of the side * side features, row by row of the image. */
  readonly means: Float64Array;
}

/** What each expert holds: the mean of its images, and how many of each class there are among them. */
export const expertsMnist: Chart<typeof parameters> = {
  name: 'experts-mnist',
  about: 'what each expert holds: the mean of its images, and their classes',
  parameters,
  needs: ['clusters'],
  render(tables, { task, methods, trial, width: side }) {
    const { cases, absent } = casesOf(tables, { task, methods, trial, file: 'clusters.csv', metrics: ['purity'] });
    const blocks = cases.map((each) => ({ ...each, held: holdingsOf(tables, each.id, side) }));
    return page(
      {
        title: `What each expert holds (${task})`,
        notes: [
          `Trial ${trial} of each method. Images: the mean of the n samples that the expert holds, black where a pixel is 1. Bars: their`,
          'shares by class, the class at the left. Purity: the share of samples that are of the most frequent class of their expert.',
          ...absentNote(absent),
        ],
        description:
          'For each method and each of its experts, the mean image of the samples it holds, over bars of their shares by ' +
          `class. ${blocks.map(({ method, told, held }) => `${method} (${told}): ${held.map(mostly).join('; ')}`).join('. ')}.`,
      },
      stacked(
        blocks.map(({ method, told, held }) => blockOf(`${method}: ${told}`, held, side)),
        26,
      ),
    );
  },
};

/** What the experts of a trial hold, by expert. @throws InputError for a feature that the images have no pixel for. */
function holdingsOf(tables: Tables, id: string, side: number): readonly Held[] {
  const own = tables.lines('clusters.csv').filter((line) => line.id === id);
  const held = groups(own, ({ expert }) => expert).map(([expert, classes]): Held => {
    return { expert, classes, n: sum(classes, ({ samples }) => samples), means: new Float64Array(side * side) };
  });
  for (const { id: of, expert, feature, mean } of tables.lines('cluster_means.csv')) {
    if (of !== id) continue;
    const found = held.find((each) => each.expert === expert);
    if (found === undefined)
      throw new InputError(`cluster_means.csv has expert ${expert} of ${id}, clusters.csv has not`);
    if (feature >= side * side) {
      throw new InputError(
        `images of ${side} x ${side} pixels have no feature ${feature} (${id}); set width to theirs`,
      );
    }
    found.means[feature] = mean;
  }
  return held.toSorted((a, b) => a.expert - b.expert);
}

/** "expert 3 holds 6042 samples, most of them 7 (51 %)". */
function mostly({ expert, n, classes }: Held): string {
  const most = greatest(classes, ({ samples }) => samples);
  if (n === 0 || most === undefined) return `${expertName(expert)} holds nothing`;
  return `${expertName(expert)} holds ${n} samples, the most of class ${most.label} (${Math.round((100 * most.samples) / n)} %)`;
}

function blockOf(text: string, held: readonly Held[], side: number): Panel {
  const title = { text, fontSize: 13, offset: 10 };
  if (held.length === 0) return { ...panel({ width, height: 20, view: { stroke: null }, layers: [] }), title };
  const each = held.map((own, e): Panel => stacked([imagePanel(own, side), classPanel(own, e === 0)], 6));
  return { title, columns, spacing: { row: 16, column: between }, concat: each };
}

function imagePanel({ expert, n, means }: Held, side: number): Panel {
  return {
    title: { text: expertName(expert), subtitle: `n = ${n}` },
    ...{ width, height: width },
    ...(n === 0 ? {} : { view: { stroke: 'white' } }),
    data: { values: n === 0 ? [] : [{ image: greyImage(means, side) }] },
    mark: { type: 'image', width, height: width, aria: false },
    encoding: { x: { value: width / 2 }, y: { value: width / 2 }, url: { field: 'image', type: 'nominal' } },
  };
}

/** Shares by class; classes stand as texts left of 0, as an axis to each panel would take more room. */
function classPanel({ n, classes }: Held, first: boolean): Panel {
  return panel({
    ...{ width, height: 12 * classes.length },
    data: { values: classes.map(({ label, samples }) => ({ label, share: n === 0 ? 0 : short(samples / n) })) },
    y: { field: 'label', type: 'nominal', sort: null, axis: null },
    x: numberAxis({
      ...{ title: first ? 'share' : null, domain: [-0.2, 1], ticks: [0, 1] },
      axis: { format: '~g', labelFlush: true, domain: false },
    }),
    layers: [
      {
        mark: { type: 'bar', color: colorOf(0), height: 9, aria: false },
        encoding: { x: { field: 'share' }, x2: { datum: 0 } },
      },
      {
        mark: { type: 'rule', color: soft, strokeWidth: 0.7, aria: false },
        encoding: { x: { datum: 0 }, y: { value: 0 }, y2: { value: 'height' } },
      },
      {
        mark: { type: 'text', align: 'right', dx: -3, fontSize: 11 },
        encoding: { x: { datum: 0 }, text: { field: 'label' } },
      },
    ],
  });
}
