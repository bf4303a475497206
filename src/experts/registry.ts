import { registry } from '../components/contract.js';
import { constant } from './constant.js';
import type { Expert } from './contract.js';
import { kernelLogistic } from './kernel-logistic.js';
import { linear } from './linear.js';
import { logistic } from './logistic.js';
import { mlp } from './mlp.js';
import { rbfSvm } from './rbf-svm.js';

/** Every expert that a spec can name. */
export const experts = registry<Expert>('expert', [linear, rbfSvm, kernelLogistic, logistic, mlp, constant]);
