import { type Registry, registry } from '../components/contract.js';
import { alternating } from './alternating.js';
import type { Method } from './contract.js';
import { direct } from './direct.js';
import { em } from './em.js';
import { gatedAlternating } from './gated-alternating.js';
import { kmeans } from './kmeans.js';
import { kmeansAlternating } from './kmeans-alternating.js';
import { modelTree } from './model-tree.js';
import { multistart } from './multistart.js';
import { parametric } from './parametric.js';
import { single } from './single.js';

/** Every way to learn a mixture that a spec can name. */
export const methods: Registry<Method> = registry<Method>('method', [
  single,
  alternating,
  direct,
  kmeans,
  kmeansAlternating,
  multistart,
  modelTree,
  gatedAlternating,
  em,
  parametric,
]);
