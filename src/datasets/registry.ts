import { type Registry, registry } from '../components/contract.js';
import type { Dataset } from './contract.js';
import { idx } from './idx.js';
import { mnist } from './mnist.js';
import { pendulumDemonstrations } from './pendulum.js';
import { piecewiseLinear } from './piecewise-linear.js';
import { smile, smileFeatures } from './smile.js';
import { smiley } from './smiley.js';
import { table } from './table.js';

/** Every source of tasks that a spec can name. */
export const datasets: Registry<Dataset> = registry<Dataset>(
  'data set',
  [piecewiseLinear, smile, smiley, smileFeatures, pendulumDemonstrations, mnist, table, idx],
  { csv: 'table, which takes target or formula, and standardizes features unless standardize: false' },
);
