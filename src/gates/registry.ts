import { registry } from '../components/contract.js';
import { constantGate } from './constant.js';
import type { Gate } from './contract.js';
import { mlpGate } from './mlp.js';
import { nearestMean, nearestMedian } from './nearest.js';
import { softmaxGate } from './softmax.js';
import { treeGate } from './tree.js';

/** Every gate that a spec can name. */
export const gates = registry<Gate>('gate', [nearestMean, nearestMedian, softmaxGate, mlpGate, constantGate, treeGate]);
