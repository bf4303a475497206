/**
 * The components that run in a browser as they are: what they import needs no file and nothing of Node. The build bundles
 * them with all that runs a trial (`runner/executors/browser.ts`), and fails where one of them begins to need more.
 */
import { argmin } from '../assignments/argmin.js';
import { lapBy, lpBy } from '../assignments/bounded.js';
import type { AssignmentRule } from '../assignments/contract.js';
import { flow } from '../assignments/flow.js';
import { munkres } from '../assignments/munkres.js';
import { random } from '../assignments/random.js';
import { softmax } from '../assignments/softmax.js';
import { registry } from '../components/contract.js';
import type { Dataset } from '../datasets/contract.js';
import { piecewiseLinear } from '../datasets/piecewise-linear.js';
import { smile, smileFeatures } from '../datasets/smile.js';
import { smiley } from '../datasets/smiley.js';
import type { Expert } from '../experts/contract.js';
import { kernelLogistic } from '../experts/kernel-logistic.js';
import { linear } from '../experts/linear.js';
import type { Gate } from '../gates/contract.js';
import { alternating } from '../methods/alternating.js';
import type { Method } from '../methods/contract.js';
import { metricsFor } from '../metrics/registry.js';
import type { Catalog } from './catalog.js';

const rules = registry<AssignmentRule>('assignment rule', [
  argmin,
  softmax,
  random,
  lpBy({ flow }),
  lapBy({ flow, munkres }),
]);

export const browserCatalog: Catalog = {
  datasets: registry<Dataset>('data set', [piecewiseLinear, smile, smileFeatures, smiley]),
  experts: registry<Expert>('expert', [linear, kernelLogistic]),
  assignments: rules,
  gates: registry<Gate>('gate', []),
  methods: registry<Method>('method', [alternating]),
  metrics: metricsFor(rules.all),
};
