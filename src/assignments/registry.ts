import { registry } from '../components/contract.js';
import { argmin } from './argmin.js';
import type { AssignmentRule } from './contract.js';
import { lap, lp } from './lp.js';
import { random } from './random.js';
import { softmax } from './softmax.js';

/** Every assignment rule; a new one is one file beside these and one entry here. */
export const assignmentRules = registry<AssignmentRule>('assignment rule', [argmin, softmax, random, lp, lap]);
