import { type Case, casesOf } from '../charts/cases.js';
import { absentNote } from '../charts/cells.js';
import type { Chart } from '../charts/contract.js';
import { expertName } from '../charts/example.js';
import { greyImage } from '../charts/marks/grey-image.js';
import { type Panel, page, sheetWidth, short, soft } from '../charts/theme.js';
import { type Held, holdingsOf } from './experts-holdings.js';

const parameters = {
  task: { kind: 'text', default: 'mnist', about: 'a task whose features are the pixels of square images, row by row' },
  methods: { kind: 'names', about: 'methods, top to bottom; all whose clusters are recorded when absent' },
  trial: { kind: 'integer', default: 0, min: 0, about: 'the trial that is drawn' },
  width: { kind: 'integer', default: 28, min: 1, about: 'pixels of a side of an image' },
} as const;

/** Experts in a line of panels, and px between them. */
const [columns, between] = [10, 10];
/** Width of an expert's panels, px. */
const width = Math.floor((sheetWidth - 32 - between * (columns - 1)) / columns);

/** What each expert holds: the mean of its images, and how many of each class there are among them. */
export const expertsMnist: Chart = {
  name: 'experts-mnist',
  about: 'what each expert holds: the mean of its images, and their classes',
  parameters,
  render(tables, given) {
    const [task, trial, side] = [String(given.task), Number(given.trial), Number(given.width)];
    const { cases, absent } = casesOf(tables, {
      task,
      methods: given.methods,
      trial,
      file: 'clusters.csv',
      record: 'clusters',
      metrics: ['purity'],
    });
    const blocks = cases.map((each) => ({ each, held: holdingsOf(tables, each.id, side) }));
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
          `class. ${blocks.map(({ each, held }) => `${each.method} (${each.told}): ${held.map(mostly).join('; ')}`).join('. ')}.`,
      },
      { spacing: 26, vconcat: blocks.map(({ each, held }) => blockOf(each, held, side)) },
    );
  },
};

/** "expert 3 holds 6042 samples, most of them 7 (51 %)". */
function mostly({ expert, n, classes }: Held): string {
  const [first] = classes.toSorted((a, b) => b.samples - a.samples);
  if (n === 0 || first === undefined) return `${expertName(expert)} holds nothing`;
  return `${expertName(expert)} holds ${n} samples, the most of class ${first.label} (${Math.round((100 * first.samples) / n)} %)`;
}

function blockOf({ method, told }: Case, held: readonly Held[], side: number): Panel {
  const title = { text: `${method}: ${told}`, fontSize: 13, offset: 10 };
  if (held.length === 0)
    return { title, width, height: 20, view: { stroke: null }, data: { values: [] }, mark: 'point' };
  const each = held.map(
    (own, e): Panel => ({ spacing: 6, vconcat: [imagePanel(own, side), classPanel(own, e === 0)] }),
  );
  return { title, columns, spacing: { row: 16, column: between }, concat: each };
}

function imagePanel({ expert, n, means }: Held, side: number): Panel {
  return {
    title: { text: expertName(expert), subtitle: `n = ${n}` },
    width,
    height: width,
    ...(n === 0 ? {} : { view: { stroke: 'white' } }),
    data: { values: n === 0 ? [] : [{ image: greyImage(means, side) }] },
    mark: { type: 'image', width, height: width, aria: false },
    encoding: { x: { value: width / 2 }, y: { value: width / 2 }, url: { field: 'image', type: 'nominal' } },
  };
}

/** Shares by class; classes stand as texts left of 0, as an axis to each panel would take more room. */
function classPanel({ n, classes }: Held, first: boolean): Panel {
  const values = classes.map(({ label, samples }) => ({ label, share: n === 0 ? 0 : short(samples / n) }));
  return {
    width,
    height: 12 * classes.length,
    data: { values },
    encoding: {
      y: { field: 'label', type: 'nominal', sort: null, axis: null },
      x: {
        type: 'quantitative',
        scale: { domain: [-0.2, 1], nice: false },
        axis: {
          title: first ? 'share' : null,
          values: [0, 1],
          format: '~g',
          grid: false,
          labelFlush: true,
          domain: false,
        },
      },
    },
    layer: [
      {
        mark: { type: 'bar', color: '#0072B2', height: 9, aria: false },
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
  };
}
