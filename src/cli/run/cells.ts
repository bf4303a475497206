/** What a run says of its cells: a line each, under their task. */
import { soft, type Table } from '../../documents/contract.js';
import { duration, rounded } from '../../documents/numbers.js';
import { metricOf } from '../../experiment/catalog.js';
import type { Cell } from '../../experiment/contract.js';
import type { SummaryLine } from '../../results/summary.js';
import type { Derived } from '../../results/write.js';
import type { Plan } from '../../runner/plan.js';

/** Cells shown unless all are asked for; of a longer grid the rest is counted. */
const mostShown = 40;

/** Metrics shown of a task. */
const metricsShown = 2;

export function cellTable({ cells, request }: Plan, { summary, timings }: Derived, all: boolean): Table {
  const shown = all ? cells : cells.slice(0, mostShown);
  const swept = shown.some(({ sweep }) => Object.keys(sweep).length > 0);
  const metrics = [...new Set(shown.flatMap((cell) => told(cell, request.catalog)))];
  const more = cells.length - shown.length;
  const row = (cell: Cell) => [
    cell.method,
    ...(swept ? [sweptText(cell)] : []),
    String(cell.trials),
    ...metrics.flatMap((metric) => estimate(lineOf(summary, cell, metric))),
    duration(lineOf(timings, cell, 'seconds')?.median),
  ];
  return {
    kind: 'table',
    caption: '',
    columns: [
      ...['method', ...(swept ? ['swept'] : [])].map((title) => ({ title })),
      { title: 'trials', number: true },
      ...metrics.flatMap((title) => [
        { title, number: true },
        { title: '95% interval', number: true, spare: true },
      ]),
      { title: 'time', number: true },
    ],
    rows: [...new Set(shown.map(({ task }) => task))].flatMap((text) => [
      { kind: 'span', text, lines: [] } as const,
      ...shown.filter(({ task }) => task === text).map(row),
    ]),
    note: soft(
      more > 0
        ? `and ${more} more cells: -v shows all, ${request.folder}/summary.csv has every metric`
        : 'metrics are means over trials; time is the median of a trial',
    ),
  };
}

/** The metric that a task names first and the next one; where the first is a share of trials, the next that is none. */
function told(cell: Cell, { metrics }: Plan['request']['catalog']): string[] {
  const isShare = (column: string) => metrics.get(metricOf(cell, column).name).summary === 'share';
  const [first, ...others] = cell.metrics;
  if (first === undefined) return [];
  const means = isShare(first) ? others.filter((column) => !isShare(column)) : [];
  return [first, ...(means.length > 0 ? means : others)].slice(0, metricsShown);
}

const sweptText = ({ sweep }: Cell): string =>
  Object.entries(sweep)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');

function lineOf(lines: readonly SummaryLine[], { task, method, sweep }: Cell, metric: string): SummaryLine | undefined {
  const swept = JSON.stringify(sweep);
  return lines.find(
    (line) =>
      line.metric === metric && line.task === task && line.method === method && JSON.stringify(line.sweep) === swept,
  );
}

function estimate(line: SummaryLine | undefined): [mean: string, interval: string] {
  if (line === undefined || line.n === 0) return ['-', ''];
  return [rounded(line.mean), line.low === null ? '' : `[${rounded(line.low)}, ${rounded(line.high)}]`];
}
