import { registry } from '../components/contract.js';
import { assignments } from './assignments.js';
import { claims } from './claims.js';
import type { Chart } from './contract.js';
import { convergence } from './convergence.js';
import { effects } from './effects.js';
import { gate } from './gate.js';
import { lines } from './lines.js';
import { overview } from './overview.js';
import { sensitivity } from './sensitivity.js';
import { sweep } from './sweep.js';

/** The charts that serve any study; a new one is one file and one line here. Those of the paper are paper/'s. */
export const charts = registry<Chart>('chart', [
  assignments,
  lines,
  convergence,
  sensitivity,
  gate,
  sweep,
  overview,
  claims,
  effects,
]);
