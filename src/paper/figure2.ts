import { casesOf } from '../charts/cases.js';
import { absentNote, numbersOf, unswept } from '../charts/cells.js';
import type { Chart } from '../charts/contract.js';
import { keyPanel } from '../charts/marks/key.js';
import { mapOf } from '../charts/marks/map.js';
import { everyTold, planeSamples } from '../charts/marks/plane-samples.js';
import { summaries } from '../charts/summary.js';
import { gap, ink, page, panelWidth, soft } from '../charts/theme.js';
import { pendulumPanel } from './figure2-pendulum.js';
import { actions, demonstrationPanel, policyPanel } from './figure2-plane.js';
import { returnsPanel } from './figure2-returns.js';

const parameters = {
  task: { kind: 'text', default: 'pendulum', about: 'demonstrations on the pendulum, with two torques' },
  methods: { kind: 'names', about: 'methods with a gate; all that have an example when absent' },
  trial: { kind: 'integer', default: 0, min: 0, about: 'the trial that is drawn' },
  levels: { kind: 'names', about: 'returns to compare with, as name=value' },
} as const;

const columns = 3;

/** The paper's Figure 2: the task, the demonstrations and the returns; and what each method's policy does where. */
export const figure2: Chart = {
  name: 'figure2',
  about: "the paper's Figure 2: the pendulum, its demonstrations, each method's policy and its returns",
  parameters,
  render(tables, given) {
    const [task, trial] = [String(given.task), Number(given.trial)];
    const { cases, absent } = casesOf(tables, {
      task,
      methods: given.methods,
      trial,
      file: 'example_map.csv',
      record: 'examples',
      metrics: ['train_accuracy'],
    });
    const { samples, every } = planeSamples(tables, cases.find(({ recorded }) => recorded)!.id, 1000);
    const means = summaries(tables, 'summary.csv').filter(
      (row) => row.task === task && row.metric === 'return' && unswept(row),
    );
    const height = Math.max(170, 36 * cases.length);
    const top = [
      pendulumPanel(160, height),
      demonstrationPanel(samples, everyTold(every), { width: 175, height, left: true }),
      returnsPanel(tables, { cases, means, levels: numbersOf('levels of figure2', given.levels), width: 350, height }),
    ];
    const width = panelWidth(columns, 60);
    const policies = cases.map((each, c) => {
      return policyPanel(each, mapOf(tables, each.id), { width, height: 150, left: c % columns === 0 });
    });
    return page(
      {
        title: 'Pendulum: demonstrations, policies and their returns',
        notes: [
          `Trial ${trial} of each method. Returns: a small dot for each episode of that trial's policy; a diamond for the mean`,
          'over n trials, with its 95 % interval (bootstrap). Policies: bold lines part the torques, thin ones the experts.',
          ...absentNote(absent),
        ],
        description:
          'At the top a drawing of the pendulum, the demonstrated states (angle theta and its speed) by the torque that ' +
          'was taken, and for each method the returns of its episodes with the mean over trials and its interval. Below, ' +
          `for each method, the same plane by the torque that its policy takes. ${cases.map(({ method, told }) => `${method}: ${told}`).join('; ')}.`,
      },
      {
        spacing: 22,
        vconcat: [
          { spacing: gap, hconcat: top },
          { columns, spacing: { row: 20, column: gap }, concat: policies },
        ],
      },
      keyPanel([
        [
          ...actions.map(({ name, shape, colour }) => ({
            label: `torque ${name} N m taken`,
            shape,
            fill: colour,
            stroke: colour,
          })),
          ...actions.map(({ name, tint }) => ({ label: `policy: ${name}`, shape: 'square', fill: tint, stroke: soft })),
        ],
        [
          { label: 'episode', shape: 'circle', fill: '#56B4E9', stroke: '#0072B2' },
          { label: 'mean over trials', shape: 'diamond', fill: ink, stroke: ink },
        ],
      ]),
    );
  },
};
