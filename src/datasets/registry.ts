import { type Registry, registry } from '../component.js';
import type { Dataset } from './contract.js';
import { csv } from './csv.js';
import { piecewiseLinear } from './piecewise-linear.js';
import { smile } from './smile.js';

/** Every source of tasks that a spec can name. */
export const datasets: Registry<Dataset> = registry<Dataset>('data set', [piecewiseLinear, smile, csv]);
