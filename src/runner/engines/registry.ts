import { registry } from '../../components/contract.js';
import type { Engine } from './contract.js';
import { github } from './github.js';
import { kubernetes } from './kubernetes.js';
import { parallel } from './parallel.js';
import { slurm } from './slurm.js';

/** The engines that `moe submit` writes for; a new one is one file and one line here. */
export const engines = registry<Engine>('engine', [slurm, parallel, kubernetes, github]);
