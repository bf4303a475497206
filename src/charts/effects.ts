import { groups } from 'd3-array';
import type { ParameterTable } from '../components/contract.js';
import { InputError } from '../errors.js';
import type { EffectLine } from '../results/effects.js';
import { ground, guide } from './colors.js';
import type { Chart, ReadableTable, Tables } from './contract.js';
import { broken, widthOf } from './font.js';
import { intervalDots, levelRule } from './marks/interval-dot.js';
import { endsOf, linesOf, nameAxis, numberAxis, panel, rowOf, stacked } from './marks/panel.js';
import { absentNote, namesToDraw, rangeOf } from './tables.js';
import { colorOf, type Panel, page, panelWidth, shapeOf } from './theme.js';
import { type Measure, measureOf } from './units.js';

const parameters = {
  tasks: { kind: 'names', refers: 'tasks', about: 'tasks, in order; all when absent' },
  metrics: { kind: 'names', refers: 'metrics', about: 'metrics, in order; all when absent' },
  names: {
    kind: 'mapping',
    optional: true,
    of: 'text',
    items: 'contrasts of effects.csv, such as "refit (false to true)", to words',
    about: 'what readers call a change from one level to the other',
  },
} as const satisfies ParameterTable;

/** Panels beside each other. */
const across = 3;
/** The room for an effect's name, px, and the height of one of its lines. */
const [nameRoom, lineHeight] = [180, 14];

/** A panel: the effects on one metric of one task, and the method where there are several. */
interface Block {
  readonly title: string;
  readonly metric: string;
  readonly lines: readonly EffectLine[];
}

/** How much each level of the crossed sweeps changes a metric, task by task, in pairs. */
export const effects: Chart<typeof parameters> = {
  name: 'effects',
  about: 'main effects and interactions of crossed sweeps, with their intervals: a panel for each task and metric',
  parameters,
  needs: ['sweeps'],
  render(tables, given) {
    const { blocks, absent } = blocksOf(tables, given);
    const inWords = wordsFor(given.names);
    const names = [...new Set(blocks.flatMap(({ lines }) => lines.map(({ effect }) => effect)))];
    const labels = names.map((effect) => [effect, broken(inWords(effect).split(/(?<= × )/), nameRoom)] as const);
    const axis = Math.max(...labels.flatMap(([, lines]) => lines.map((line) => widthOf(line, 11)))) + 12;
    const width = panelWidth(Math.min(across, blocks.length), axis);
    const most = Math.max(...labels.map(([, lines]) => lines.length));
    const height = lineHeight * (most + 0.3) * labels.length;
    const rows = linesOf(blocks, across);
    return page(
      {
        title: `What each choice changes (${tables.experiment})`,
        notes: [
          'Each row: the mean change from the first level of a choice to the other, all else equal, averaged over the other',
          'choices. For several choices (×), their interaction: the change in that change. Differences are paired by trial,',
          `n = ${rangeOf(blocks.flatMap(({ lines }) => lines.map(({ n }) => n)))}. Bars: 95% intervals (Student's t). Filled: the interval is clear of 0. Axes differ.`,
          ...absentNote(absent),
        ],
        description:
          `A panel for each task and metric (${blocks.map(({ title }) => title).join('; ')}), a row in it for each main effect ` +
          `and interaction (${names.map(inWords).join('; ')}): the mean change as a dot with its 95 percent interval, about a rule at 0.`,
      },
      stacked(
        rows.map((row) =>
          rowOf(row.map((block, b) => blockPanel(tables, block, { labels, inWords, width, height, shared: b > 0 }))),
        ),
      ),
    );
  },
  table(tables, given) {
    const { blocks, absent } = blocksOf(tables, given);
    return readable(tables, blocks, absent, wordsFor(given.names));
  },
};

interface Asked {
  readonly tasks?: readonly string[];
  readonly metrics?: readonly string[];
}

function blocksOf(tables: Tables, asked: Asked) {
  const all = tables.lines('effects.csv');
  const tasks = namesToDraw(asked.tasks, all, 'task');
  const metrics = namesToDraw(asked.metrics, all, 'metric');
  const several = new Set(all.map(({ method }) => method)).size > 1;
  const blocks = tasks.names.flatMap((task) =>
    metrics.names.flatMap((metric) =>
      groups(
        all.filter((line) => line.task === task && line.metric === metric && line.value !== null),
        ({ method }) => method,
      ).map(([method, lines]): Block => ({ title: several ? `${task}, ${method}` : task, metric, lines })),
    ),
  );
  if (blocks.length === 0)
    throw new InputError(`effects: effects.csv of ${tables.experiment} has none of its tasks and metrics`);
  return { blocks, absent: [...tasks.absent, ...metrics.absent] };
}

interface Look {
  readonly labels: readonly (readonly [effect: string, lines: readonly string[]])[];
  readonly inWords: InWords;
  readonly width: number;
  readonly height: number;
  /** Whether another panel of its row has the labels. */
  readonly shared: boolean;
}

type InWords = (effect: string) => string;

/** `a x b` of effects.csv as people write it, each change in words where it has some. */
const wordsFor =
  (names: Readonly<Record<string, string>> = {}): InWords =>
  (effect) =>
    effect
      .split(/(?<=\)) x /)
      .map((change) => names[change] ?? change)
      .join(' × ');

/** `test accuracy, points`: what a difference of the metric's numbers is in. */
const changeOf = ({ name, unit, title }: Measure): string => (unit === '%' ? `${name}, points` : title);

function blockPanel(
  tables: Tables,
  { title, metric, lines }: Block,
  { labels, inWords, width, height, shared }: Look,
): Panel {
  const measure = measureOf(tables, metric);
  const dots = lines.map(({ effect, value, low, high, n }) => ({
    ...{ at: effect, value: measure.at(value!) },
    ...{ low: low === null ? null : measure.at(low), high: high === null ? null : measure.at(high) },
    said: `${inWords(effect)}: ${changeTold(measure, { value, low, high })}, n = ${n}`,
  }));
  const clear = ({ low, high }: (typeof dots)[number]) => low !== null && high !== null && (low > 0 || high < 0);
  const look = { field: 'effect', along: 'x', color: colorOf(0), shape: shapeOf(0), size: 45 } as const;
  return panel({
    ...{ title, width, height },
    layers: [
      ...levelRule(0, { along: 'x', color: guide }),
      ...intervalDots(dots.filter(clear), look),
      ...intervalDots(
        dots.filter((dot) => !clear(dot)),
        { ...look, fill: ground },
      ),
    ],
    x: numberAxis({
      ...{
        title: [...broken(changeOf(measure).split(/(?<= )/), width)],
        domain: endsOf([0, ...dots.flatMap(({ value, low, high }) => [value, low, high])], 0.06),
      },
      ...{ grid: true, axis: { labelFlush: false, labelOverlap: true } },
    }),
    y: nameAxis({ field: 'effect', names: labels, scale: { padding: 0.5 }, shared, axis: { grid: true } }),
  });
}

/** `+12.34 points [11.20, 13.48]`. */
function changeTold(measure: Measure, { value, low, high }: Pick<EffectLine, 'value' | 'low' | 'high'>): string {
  const interval = low === null || high === null ? '' : ` [${measure.text(low)}, ${measure.text(high)}]`;
  const points = measure.unit === '%' ? ' points' : '';
  return `${value! > 0 ? '+' : ''}${measure.text(value!)}${points}${interval}`;
}

/** A line an effect, a column a task and metric. */
function readable(
  tables: Tables,
  blocks: readonly Block[],
  absent: readonly string[],
  inWords: InWords,
): ReadableTable {
  const names = [...new Set(blocks.flatMap(({ lines }) => lines.map(({ effect }) => effect)))];
  const left = absent.length === 0 ? '' : ` Not in these results: ${absent.join(', ')}.`;
  return {
    columns: ['effect', ...blocks.map(({ title, metric }) => `${title} (${measureOf(tables, metric).name})`)],
    rows: names.map((name) => [
      inWords(name),
      ...blocks.map(({ metric, lines }) => {
        const line = lines.find(({ effect }) => effect === name);
        return line === undefined ? '' : changeTold(measureOf(tables, metric), line);
      }),
    ]),
    note: `Mean changes within trials [95% interval, Student's t]; an interaction (×) is the change of the change.${left}`,
  };
}
