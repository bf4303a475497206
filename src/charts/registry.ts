import { registry } from '../component.js';
import { assignments } from './assignments.js';
import type { Chart } from './contract.js';
import { convergence } from './convergence.js';
import { figure1 } from './figure1.js';
import { lines } from './lines.js';
import { sensitivity } from './sensitivity.js';

/** Every figure `moe plot` can draw; a new one is one file and one line here. */
export const charts = registry<Chart>('chart', [figure1, assignments, lines, convergence, sensitivity]);
