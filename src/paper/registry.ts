import type { Chart } from '../charts/contract.js';
import { alpha } from './alpha.js';
import { expertsMnist } from './experts-mnist.js';
import { figure1 } from './figure1.js';
import { figure2 } from './figure2.js';
import { figure3 } from './figure3.js';
import { table1 } from './table1.js';

/** The charts that belong to the paper alone. */
export const paperCharts: readonly Chart[] = [figure1, figure2, figure3, alpha, expertsMnist, table1];
