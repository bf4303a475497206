import { describe, expect, it } from 'vitest';
import { registry } from '../components/contract.js';
import { catalogOf } from './catalog.js';
import type { Cell } from './contract.js';
import { cellsOf } from './grid.js';
import { liveOf, wayTo } from './live.js';
import { parseSpec, type Vocabulary } from './spec/read.js';

const catalog = catalogOf();
const vocabulary: Vocabulary = { ...catalog, charts: registry('chart', []) };
const cells = (text: string): readonly Cell[] => cellsOf(parseSpec(text, 's.yaml', vocabulary), catalog);

const task = 'lines: { data: { name: piecewise-linear, n: 50 }, k: 3, expert: linear, metrics: [stable, error] }';
const live = liveOf(
  parseSpec(
    `name: played
tasks:
  ${task}
methods:
  argmin: { trials: 10, learn: alternating, assign: argmin }
  warm: { trials: 20, learn: alternating, assign: { name: softmax, temperature: 2 } }
play:
  task: lines
  methods: [argmin, warm]
  metrics: [stable]
  knobs:
    experts: { set: [k, data.segments], to: [2, 5] }
    noise: { set: data.noise, to: [0, 0.1] }
    heat: { set: learn.assign.temperature, to: [0.1, 10] }
`,
    's.yaml',
    vocabulary,
  ),
)!;

/** The ways to the cells of another experiment, whose grid has these methods and sweeps. */
const ways = (methods: string, over = '{}', of = task) =>
  cells(`name: other\ntasks:\n  ${of}\nmethods:\n  ${methods}\nsweeps: [{ over: ${over} }]\n`).map((cell) =>
    wayTo(live, cell),
  );

describe('the way of the knobs to a cell of another experiment', () => {
  const plain = 'plain: { trials: 5, learn: alternating, assign: argmin }';

  it('is none to go where all is as in the spec, whatever the method is called there and its number of trials', () => {
    expect(ways(plain)).toEqual([{ method: 'argmin', settings: [] }]);
  });

  it('sets every path of a knob', () => {
    expect(ways(plain, '{ experts: { set: [k, data.segments], to: [2, 3, 5] } }')).toEqual([
      ...[
        {
          method: 'argmin',
          settings: [
            ['k', 2],
            ['data.segments', 2],
          ],
        },
        { method: 'argmin', settings: [] },
        {
          method: 'argmin',
          settings: [
            ['k', 5],
            ['data.segments', 5],
          ],
        },
      ],
    ]);
  });

  it('moves several knobs, those of the method among them', () => {
    const heat = 'hot: { trials: 5, learn: alternating, assign: { name: softmax, temperature: 10 } }';
    expect(ways(heat, '{ noise: { set: data.noise, to: [0.1] } }')).toEqual([
      {
        method: 'warm',
        settings: [
          ['data.noise', 0.1],
          ['learn.assign.temperature', 10],
        ],
      },
    ]);
  });

  it.each([
    ['a value that a knob has not', plain, '{ noise: { set: data.noise, to: [0.2] } }', task],
    ['one path of a knob without the other', plain, '{ experts: { set: k, to: [5] } }', task],
    ['a setting that no knob moves', plain, '{ samples: { set: data.n, to: [60] } }', task],
    ['a method that is not played', 'lap: { trials: 5, learn: alternating, assign: lap }', '{}', task],
    ['another task', plain, '{}', task.replace('lines', 'others')],
    ['permuted labels', plain, '{}', task.replace('metrics', 'shuffleLabels: true, metrics')],
  ])('does not lead to %s', (_, methods, over, of) => {
    expect(ways(methods, over, of)).toEqual([undefined]);
  });
});
