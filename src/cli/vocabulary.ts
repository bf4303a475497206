import type { Chart } from '../charts/contract.js';
import { generalCharts } from '../charts/registry.js';
import { registry } from '../components/contract.js';
import { registries } from '../experiment/registries.js';
import { paperCharts } from '../paper/registry.js';

/** Every name that a spec can use. */
export const vocabulary = { ...registries, charts: registry<Chart>('chart', [...paperCharts, ...generalCharts]) };
