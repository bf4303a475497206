import { assignments } from './assignments.js';
import type { Chart } from './contract.js';
import { convergence } from './convergence.js';
import { gate } from './gate.js';
import { lines } from './lines.js';
import { overview } from './overview.js';
import { sensitivity } from './sensitivity.js';
import { sweep } from './sweep.js';

/** Figures that serve any study; a new one is one file and one line here. `cli/vocabulary.ts` puts all charts together. */
export const generalCharts: readonly Chart[] = [assignments, lines, convergence, sensitivity, gate, sweep, overview];
