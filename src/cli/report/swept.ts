/** Committed results that a page's own trials can be compared with, beside those at the settings of their spec. */
import { group } from 'd3-array';
import { cellsOf } from '../../experiment/grid.js';
import { wayTo } from '../../experiment/live.js';
import type { Live } from '../../experiment/live-contract.js';
import type { Swept } from '../../report/client/play/data.js';
import { placeKey } from '../../results/summary.js';
import type { OpenSource } from '../sources.js';

/** What an experiment has at settings that the knobs can be moved to. */
export function sweptOf({ spec, run, results, vocabulary }: OpenSource, live: Live): Swept[] {
  const lines = group(results.lines('summary.csv'), placeKey);
  return cellsOf(spec, vocabulary).flatMap((cell) => {
    const way = wayTo(live, cell);
    if (way === undefined || way.settings.length === 0) return [];
    const own = lines.get(placeKey(cell)) ?? [];
    const summary = live.metrics.flatMap((metric) => {
      const line = own.find((each) => each.metric === metric);
      return line === undefined ? [] : [{ metric, n: line.n, mean: line.mean, low: line.low, high: line.high }];
    });
    return summary.length === 0 ? [] : [{ experiment: spec.name, seed: run.seed, ...way, summary }];
  });
}
