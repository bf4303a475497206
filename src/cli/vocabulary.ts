import type { Chart } from '../charts/contract.js';
import { charts } from '../charts/registry.js';
import { type Registry, registry } from '../components/contract.js';
import { type Catalog, catalogOf } from '../experiment/catalog.js';
import { paperCharts } from '../paper/registry.js';

/** Every name that a spec can use, with what it stands for. */
export interface Vocabulary extends Catalog {
  readonly charts: Registry<Chart>;
}

/** moe's own. */
export const vocabulary: Vocabulary = {
  ...catalogOf(),
  charts: registry(charts.kind, [...charts.all, ...paperCharts]),
};
