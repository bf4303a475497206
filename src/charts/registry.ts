import { registry } from '../components/contract.js';
import { alpha } from '../paper/alpha.js';
import { expertsMnist } from '../paper/experts-mnist.js';
import { figure1 } from '../paper/figure1.js';
import { figure2 } from '../paper/figure2.js';
import { figure3 } from '../paper/figure3.js';
import { table1 } from '../paper/table1.js';
import { assignments } from './assignments.js';
import type { Chart } from './contract.js';
import { convergence } from './convergence.js';
import { gate } from './gate.js';
import { lines } from './lines.js';
import { overview } from './overview.js';
import { sensitivity } from './sensitivity.js';
import { sweep } from './sweep.js';

/** Every figure `moe plot` can draw; a new one is one file and one line here. */
export const charts = registry<Chart>('chart', [
  figure1,
  figure2,
  figure3,
  assignments,
  lines,
  convergence,
  sensitivity,
  gate,
  alpha,
  expertsMnist,
  table1,
  sweep,
  overview,
]);
