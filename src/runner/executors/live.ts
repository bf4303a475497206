/** Trials for a page, as they come: a new request drops the one before, and nothing waits longer than a slice. */
import { InputError, messageOf } from '../../errors.js';
import { browserCatalog } from '../../experiment/browser-catalog.js';
import { metricOf } from '../../experiment/catalog.js';
import type { Cell, Trial } from '../../experiment/contract.js';
import { withSettings } from '../../experiment/grid.js';
import {
  type LiveAnswer,
  type LiveRaceRequest,
  type LiveRequest,
  type LiveRow,
  type LiveSummary,
  type LiveTraces,
  liveRow,
} from '../../experiment/live-contract.js';
import { checkCells } from '../../experiment/spec/cells.js';
import type { Trace } from '../../experiment/trace-contract.js';
import { tracing } from '../../experiment/tracing.js';
import { shuffledFor, type TrialRunner, trialRunner } from '../../experiment/trial.js';
import { deriveSeed, stream } from '../../math/random.js';
import { summaryLine } from '../../results/summary.js';
import type { DataFiles } from '../../tables/file.js';

/** How long trials run before their rows are sent and a newer request is looked for, ms; it moves no number. */
const slice = 16;

/** There are none in a browser; what reads files is not among its components. */
const noFiles: DataFiles = {
  read(path) {
    throw new InputError(`${path} cannot be read in a browser`);
  },
  digest: () => '',
};

/** What the thread that it runs on gives. */
export interface LiveThread {
  answer(answer: LiveAnswer | LiveTraces): void;
  /** Milliseconds; they decide when rows are sent, not what they are. */
  now(): number;
  /** Lets messages come in. */
  rest(): Promise<void>;
}

/** Takes requests; the answers to one end where the next comes in. */
export function liveTrials({
  answer,
  now,
  rest,
}: LiveThread): (request: LiveRequest | LiveRaceRequest) => Promise<void> {
  const runner = trialRunner(browserCatalog, () => 0, noFiles);
  let newest = -1;
  return async (request) => {
    const { id, seed } = request;
    newest = id;
    if ('cells' in request) {
      answer(await racing(request, runner));
      return;
    }
    const { cell: given, settings, trials, metrics: asked } = request;
    let cell: Cell;
    try {
      cell = withSettings(given, settings, browserCatalog);
      checkCells([cell], browserCatalog);
    } catch (error) {
      answer({ id, refused: messageOf(error) });
      return;
    }
    const metrics = asked.map((column) => ({
      metric: { ...browserCatalog.metrics.get(metricOf(cell, column).name), name: column },
      values: [] as number[],
    }));
    const rows: LiveRow[] = [];
    while (rows.length < trials) {
      const from = rows.length;
      const end = now() + slice;
      do {
        const { row } = await runner.run(trialAt(seed, cell, rows.length));
        rows.push(liveRow(row, cell.metrics));
        for (const { metric, values } of metrics) {
          const value = row.metrics[metric.name] ?? null;
          if (value !== null) values.push(value);
        }
      } while (rows.length < trials && now() < end);
      await rest();
      if (newest !== id) return;
      const summary = metrics.map(({ metric, values }): LiveSummary => {
        const { n, mean, low, high } = summaryLine(cell, metric, values);
        return { metric: metric.name, n, mean, low, high };
      });
      answer({ id, from, rows: rows.slice(from), summary, done: rows.length === trials });
    }
  };
}

/** The same trial of each cell, with every step kept. */
async function racing({ id, seed, cells, trial: index }: LiveRaceRequest, { run }: TrialRunner): Promise<LiveTraces> {
  const traces: Trace[] = [];
  for (const cell of cells) {
    const trial = trialAt(seed, cell, index);
    const data = browserCatalog.datasets.get(cell.data.name).load(cell.data, stream(trial.seed, 'data'));
    const told = { experiment: '', title: '', about: { task: '', method: '' } };
    const { keep, traceOf } = tracing(cell, shuffledFor(trial, data), told, browserCatalog);
    traces.push(traceOf(await run({ ...trial, keep })));
  }
  return { id, traces };
}

/** The trial of a grid that has this cell: the same seed, the same row. */
function trialAt(seed: number, cell: Cell, trial: number): Trial {
  const own = { id: `${cell.task}/${cell.method}/${trial}`, seed: deriveSeed(seed, cell.task, trial) };
  return { ...own, cell, trial, keep: [], timeout: 0, digests: [], key: '' };
}
