import type { ParameterTable } from '../components/contract.js';
import { fields, ground, guide, ink } from './colors.js';
import type { Chart } from './contract.js';
import { keyEntry, keyPanel } from './marks/key.js';
import { borderLayer, type Frame, fieldLayer, nameLayers } from './marks/map.js';
import { panel, planeAxes } from './marks/panel.js';
import { byBoth, byClass, byExpert, endsAround, mapOf, type PlaneMap } from './marks/plane.js';
import { classLayers, planeSamples } from './marks/samples.js';
import { casesOf, drawnTrial, taskOf, toldOf } from './recorded.js';
import { absentNote } from './tables.js';
import { gap, type Layer, page, panelWidth } from './theme.js';

const parameters = {
  task: {
    kind: 'text',
    refers: 'tasks',
    optional: true,
    about: 'a task with two features and two classes; the first recorded when absent',
  },
  methods: { kind: 'names', refers: 'methods', about: 'methods with a gate; all that have an example when absent' },
  trial: drawnTrial,
  samples: { kind: 'integer', default: 200, min: 1, about: 'at most so many samples are drawn over each plane' },
} as const satisfies ParameterTable;

const columns = 4;

const [faint, strong] = fields[5]!;

/** Who decides where: the plane by responsible expert and by predicted class, a panel a method. */
export const gate: Chart<typeof parameters> = {
  name: 'gate',
  about: 'the plane by responsible expert and predicted class, one panel per method',
  parameters,
  needs: ['classes', 'plane', 'gate', 'examples'],
  render(tables, { methods, trial, ...given }) {
    const file = 'example_map.csv';
    const task = taskOf(tables, file, given.task);
    const metrics = ['test_accuracy', 'train_accuracy'];
    const { cases, absent, which } = casesOf(tables, { task, methods, trial, file, metrics });
    const maps = cases.map(({ id }) => mapOf(tables, id));
    const ends = endsAround(maps.flat(2));
    const { samples, told } = planeSamples(tables, cases.find(({ recorded }) => recorded)!.id, given.samples);
    const dots = classLayers(
      samples,
      [ground, ink].map((fill) => ({ ...dot, fill })),
    );
    const width = panelWidth(columns, 50);
    return page(
      {
        title: `Who decides where (${task})`,
        notes: [
          `A panel shows ${which}.`,
          'Each number is the expert that decides around it; thin lines separate experts. Where it predicts class 1, its color',
          `is stronger, inside a thick line. Dots: ${told} that one of the trials learned from, the same in all panels.`,
          ...absentNote(absent),
        ],
        description:
          'A panel for each method: the plane of the two features, parted into the regions where each expert decides, ' +
          'numbered; a thick line encloses where class 1 is predicted. ' +
          `${cases.map(toldOf).join('; ')}.`,
      },
      {
        columns,
        spacing: { row: 22, column: gap },
        concat: cases.map(({ method, told, which }, c) =>
          panel({
            ...{ title: method, notes: [told, which], width, height: width },
            layers: [
              ...fieldLayers(maps[c]!, { ...ends, width, height: width }),
              ...dots,
              ...nameLayers(maps[c]!, byBoth, (key) => String(Math.floor(key / 2))),
            ],
            ...planeAxes(ends, ['x1', 'x2'], { y: c % columns > 0 }),
          }),
        ),
      },
      keyPanel([
        [
          { label: 'predicts class 0', shape: 'square', fill: faint, stroke: guide },
          { label: 'predicts class 1', shape: 'square', fill: strong, stroke: ink },
          { label: 'sample of class 0', shape: 'circle', fill: ground, stroke: ink },
          keyEntry('sample of class 1', 'circle', ink),
        ],
      ]),
    );
  },
};

const dot = { shape: 'circle', size: 9, strokeWidth: 0.8, opacity: 0.55, stroke: ink };

function fieldLayers(map: PlaneMap, frame: Frame): Layer[] {
  return [
    fieldLayer(map, (run) => byBoth(run) % (2 * fields.length), fields.flat(), frame),
    borderLayer(map, byExpert, guide, 0.8),
    borderLayer(map, byClass, ink, 1.8),
  ];
}
