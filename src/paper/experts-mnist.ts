import { greatest, groups, sum } from 'd3-array';
import { ground } from '../charts/colors.js';
import type { Chart, Tables } from '../charts/contract.js';
import { grayImage } from '../charts/marks/image.js';
import { linesOf, panel, stacked } from '../charts/marks/panel.js';
import { expertName } from '../charts/marks/samples.js';
import { casesOf, toldOf } from '../charts/recorded.js';
import { absentNote } from '../charts/tables.js';
import { colorOf, type Panel, page, sheetWidth, short } from '../charts/theme.js';
import type { ParameterTable } from '../components/contract.js';
import { counted } from '../counted.js';
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
  trial: {
    kind: 'integer',
    optional: true,
    min: 0,
    about: 'the trial that is drawn; of each method the recorded one nearest to its median when absent',
  },
  width: { kind: 'integer', default: 28, min: 1, about: 'pixels of a side of an image' },
} as const satisfies ParameterTable;

/** Experts in a line of panels at most, and px between them. */
const [most, between] = [10, 4];
/** Room for the names of classes, px. */
const names = 14;
/** Width of an expert’s panels, px; the classes stand left of the bars. */
const width = Math.floor((sheetWidth - 60 - (between + names) * (most - 1)) / most);

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
    const metrics = ['test_accuracy', 'purity'];
    const { cases, absent, which } = casesOf(tables, { task, methods, trial, file: 'clusters.csv', metrics });
    const blocks = cases.map((each) => ({ ...each, held: holdingsOf(tables, each.id, side) }));
    return page(
      {
        title: `What each expert holds (${task})`,
        notes: [
          `Shown: ${which}.`,
          'Images: the mean of the n samples that an expert holds, black where a pixel is 1; experts that hold none are only listed.',
          "Bars: the expert's shares of samples by class (the class at the left), on one scale from 0 to 100%; the number is the",
          'share of the most frequent class.',
          ...absentNote(absent),
        ],
        description:
          'For each method and each of its experts, the mean image of the samples it holds, over bars of their shares by ' +
          `class. ${blocks.map(({ held, ...each }) => `${toldOf(each)}: ${held.map(mostly).join('; ')}`).join('. ')}.`,
      },
      stacked(
        blocks.map(({ held, ...each }) => blockOf(toldOf(each), held, side)),
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

/** "expert 3 holds 6042 samples, most of them 7 (51%)". */
function mostly({ expert, n, classes }: Held): string {
  const most = greatest(classes, ({ samples }) => samples);
  if (n === 0 || most === undefined) return `${expertName(expert)} holds nothing`;
  return `${expertName(expert)} holds ${n} samples, the most of class ${most.label} (${Math.round((100 * most.samples) / n)}%)`;
}

/** The experts that hold samples beside each other; those that hold none are named. */
function blockOf(text: string, all: readonly Held[], side: number): Panel {
  const held = all.filter(({ n }) => n > 0);
  const empty = all.filter(({ n }) => n === 0).map(({ expert }) => expert);
  const hold = empty.length === 1 ? 'holds' : 'hold';
  const subtitle =
    empty.length === 0 ? {} : { subtitle: `${counted(empty.length, 'expert')} ${hold} no sample: ${empty.join(', ')}` };
  const title = { text, ...subtitle, fontSize: 13, offset: 10 };
  if (held.length === 0) return { ...panel({ width, height: 20, view: { stroke: null }, layers: [] }), title };
  const rows = linesOf(held, most).map((row): Panel => {
    const pairs = row.map((own, e): Panel => {
      return { spacing: 6, bounds: 'flush', vconcat: [imagePanel(own, side), classPanel(own, e === 0)] };
    });
    return { spacing: between, hconcat: pairs };
  });
  return { title, spacing: 16, vconcat: rows };
}

function imagePanel({ expert, n, means }: Held, side: number): Panel {
  return {
    title: { text: expertName(expert), subtitle: `n = ${n}` },
    ...{ width, height: width, view: { stroke: ground } },
    data: { values: [{ image: grayImage(means, side) }] },
    mark: { type: 'image', width, height: width, aria: false },
    encoding: { x: { value: width / 2 }, y: { value: width / 2 }, url: { field: 'image', type: 'nominal' } },
  };
}

/** Shares by class, without an axis each: all have one scale, and the greatest its number. */
function classPanel({ n, classes }: Held, first: boolean): Panel {
  const top = greatest(classes, ({ samples }) => samples)!;
  const values = classes.map(({ label, samples }) => ({ label, share: short(samples / n) }));
  const right = top.samples / n > 0.5;
  return panel({
    ...{ width, height: 14 * classes.length },
    y: {
      ...{ field: 'label', type: 'nominal', sort: null },
      axis: { title: first ? 'class' : null, ticks: false, domain: false, labelPadding: 2 },
    },
    x: { type: 'quantitative', scale: { domain: [0, 1], nice: false }, axis: null },
    layers: [
      {
        data: { values },
        mark: { type: 'bar', color: colorOf(0), height: 12, aria: false },
        encoding: { x: { field: 'share' }, x2: { datum: 0 } },
      },
      {
        data: { values: [{ label: top.label, share: short(top.samples / n) }] },
        mark: {
          ...{ type: 'text', text: `${Math.round((100 * top.samples) / n)}%`, aria: false },
          ...(right ? { align: 'right', dx: -4, color: ground } : { align: 'left', dx: 4 }),
        },
        encoding: { x: { field: 'share' } },
      },
    ],
  });
}
