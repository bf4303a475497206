import { InputError } from '../errors.js';
import type { Chart } from './contract.js';
import { keyPanel } from './marks/key.js';
import { chosen, namesOf, type Summary, summaries } from './summary.js';
import { colourOf, type Layer, type Panel, page, shapeOf, short } from './theme.js';

const parameters = {
  methods: { kind: 'names', about: 'methods; all when absent' },
  draws: { kind: 'names', about: 'swept columns that are draws, not knobs, such as data seeds: shown as a spread' },
  defaults: { kind: 'names', about: 'default values to mark, as column=value' },
} as const;

/** One small panel: a task and a swept column, with the other swept values of its cells fixed. */
interface Sweep {
  readonly task: string;
  readonly column: string;
  readonly others: string;
  readonly rows: readonly Summary[];
}

/** The share of degenerate trials against every swept parameter. */
export const sensitivity: Chart = {
  name: 'sensitivity',
  about: 'instability (share of degenerate trials) against each swept parameter',
  parameters,
  render(tables, given) {
    const stable = summaries(tables, 'summary.csv').filter((row) => row.metric === 'stable' && row.mean !== null);
    const methods = chosen(
      'methods of sensitivity',
      given.methods,
      namesOf(stable, (row) => row.method),
      tables.experiment,
    );
    const sweeps = sweepsOf(stable.filter((row) => methods.includes(row.method)));
    if (sweeps.length === 0)
      throw new InputError(`sensitivity: the results of ${tables.experiment} sweep no parameter`);
    const draws = list(given.draws);
    const defaults = new Map(list(given.defaults).map((each) => each.split('=') as [string, string]));
    const tasks = namesOf(sweeps, (sweep) => sweep.task);
    const panels = sweeps.map((sweep, s) => {
      const look = { methods, left: s % 3 === 0 };
      return draws.includes(sweep.column) ? spread(sweep, look) : knob(sweep, look, defaults.get(sweep.column));
    });
    return page(
      {
        title: 'How often a trial ends degenerate, against each knob',
        notes: [
          `Dots: share of degenerate trials, ${trialsOf(sweeps)} trials a dot; bars: 95 % intervals (Wilson).`,
          'One knob moves at a time. A dashed line marks the default value, where it is among those tried.',
        ],
        description:
          `${panels.length} small panels over ${tasks.join(', ')}: the share of trials that end degenerate, by method ` +
          `(${methods.join(', ')}), against ${sweeps.map((sweep) => sweep.column).join(', ')}.`,
      },
      { columns: 3, spacing: { row: 22, column: 14 }, resolve: { scale: { xOffset: 'independent' } }, concat: panels },
      keyPanel([methods.map((label, m) => ({ label, shape: shapeOf(m), fill: colourOf(m), stroke: colourOf(m) }))]),
    );
  },
};

const list = (names: unknown): readonly string[] => (Array.isArray(names) ? (names as readonly string[]) : []);

/** Cells by what varies: the first swept column of a cell is its knob, the others are said in the panel's title. */
function sweepsOf(rows: readonly Summary[]): readonly Sweep[] {
  const found = new Map<string, Sweep & { rows: Summary[] }>();
  for (const row of rows) {
    const [knob, ...rest] = Object.entries(row.sweep);
    if (knob === undefined) continue;
    const others = rest.map(([column, value]) => `${column} = ${value}`).join(', ');
    const key = JSON.stringify([row.task, knob[0], others]);
    const sweep = found.get(key) ?? { task: row.task, column: knob[0], others, rows: [] };
    found.set(key, sweep);
    sweep.rows.push(row);
  }
  return [...found.values()];
}

function trialsOf(sweeps: readonly Sweep[]): string {
  const counts = sweeps.flatMap((sweep) => sweep.rows.map((row) => row.n));
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? String(low) : `${low} to ${high}`;
}

interface Look {
  readonly methods: readonly string[];
  readonly left: boolean;
}

/** The knob's values in the order of the results, evenly spaced; methods beside each other so that none is hidden. */
function knob(sweep: Sweep, look: Look, preset: string | undefined): Panel {
  const values = namesOf(sweep.rows, (row) => row.sweep[sweep.column]!);
  const rule: Layer[] =
    preset === undefined || !values.includes(preset)
      ? []
      : [
          {
            data: { values: [{ at: preset }] },
            mark: { type: 'rule', strokeDash: [4, 3], color: '#a8a8a8', aria: false },
            encoding: { x: { field: 'at', type: 'ordinal' }, y: { value: 0 }, y2: { value: 'height' } },
          },
        ];
  return panel(sweep, look, [...rule, ...knobMarks(sweep, look)], {
    field: 'at',
    type: 'ordinal',
    scale: { domain: [...values], paddingOuter: 0.3 },
    axis: { title: sweep.column, labelAngle: 0, grid: false, labelOverlap: true },
  });
}

/** A draw has no order: one dot a draw, above its method. */
function spread(sweep: Sweep, look: Look): Panel {
  const draws = namesOf(sweep.rows, (row) => row.sweep[sweep.column]!).length;
  return panel(sweep, look, drawMarks(sweep, look), {
    field: 'method',
    type: 'nominal',
    scale: { domain: [...look.methods] },
    axis: { title: `method; a dot for each of ${draws} ${sweep.column}s`, labelAngle: 0, grid: false },
  });
}

function panel(sweep: Sweep, look: Look, layer: Layer[], x: object): Panel {
  const others = sweep.others === '' ? '' : `, ${sweep.others}`;
  return {
    title: `${sweep.task}: ${sweep.column}${others}`,
    width: 238,
    height: 150,
    layer,
    encoding: {
      x,
      y: {
        field: 'unstable',
        type: 'quantitative',
        scale: { domain: [-0.03, 1.06], nice: false },
        axis: {
          title: look.left ? 'share of degenerate trials' : null,
          labels: look.left,
          ticks: look.left,
          tickCount: 5,
        },
      },
    },
  } as Panel;
}

/** A layer group for each method, its marks shifted by a few px; line marks cannot be shifted by an encoding. */
function knobMarks(sweep: Sweep, look: Look): Layer[] {
  const present = look.methods.filter((method) => sweep.rows.some((row) => row.method === method));
  return present.flatMap((method, m) => {
    const values = valuesOf(sweep, method);
    const xOffset = 8 * (m - (present.length - 1) / 2);
    const stroke = colourOf(look.methods.indexOf(method));
    const line: Layer = {
      data: { values: values.map(({ at, unstable }) => ({ at, unstable })) },
      mark: { type: 'line', strokeWidth: 1.2, opacity: 0.5, color: stroke, xOffset, aria: false },
    };
    return [line, ...dots(values, look, method, { xOffset }, {})];
  });
}

/** The draws beside each other above their method's name. */
function drawMarks(sweep: Sweep, look: Look): Layer[] {
  const beside = { xOffset: { field: 'at', type: 'nominal' as const, scale: { paddingOuter: 2 } } };
  return look.methods.flatMap((method) => dots(valuesOf(sweep, method), look, method, {}, beside));
}

type Value = ReturnType<typeof valuesOf>[number];

/** One method's cells; unstable is what is not stable, and so are the ends of its interval. */
function valuesOf(sweep: Sweep, method: string) {
  return sweep.rows
    .filter((row) => row.method === method)
    .map(({ sweep: swept, mean, low, high, n }) => {
      const [at, unstable] = [swept[sweep.column]!, short(1 - mean!)];
      const said = `${method}, ${sweep.column} ${at}: share degenerate ${unstable}, n = ${n}`;
      return { at, method, unstable, low: short(1 - (high ?? mean!)), high: short(1 - (low ?? mean!)), said };
    });
}

function dots(values: readonly Value[], look: Look, method: string, shift: object, beside: object): Layer[] {
  const m = look.methods.indexOf(method);
  return [
    {
      data: { values: values.map(({ at, method, low, high }) => ({ at, method, low, high })) },
      mark: { type: 'rule', strokeWidth: 1.4, opacity: 0.4, color: colourOf(m), ...shift, aria: false },
      encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, ...beside },
    },
    {
      data: { values: values.map(({ at, method, unstable, said }) => ({ at, method, unstable, said })) },
      mark: { type: 'point', filled: true, size: 45, opacity: 1, color: colourOf(m), shape: shapeOf(m), ...shift },
      encoding: { description: { field: 'said', type: 'nominal' }, ...beside },
    },
  ];
}
