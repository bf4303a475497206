import { assignmentRules } from '../assignments/registry.js';
import { datasets } from '../datasets/registry.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { methods } from '../methods/registry.js';
import { metrics } from '../metrics/registry.js';

/** Everything a spec can name, by the key that a `component` parameter uses; charts come from the command line. */
export const registries = { datasets, experts, assignments: assignmentRules, gates, methods, metrics };
