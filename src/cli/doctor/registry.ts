import { build } from './build.js';
import type { Check } from './contract.js';
import { figures } from './figures.js';
import { kernels } from './kernels.js';
import { machine } from './machine.js';
import { mnist } from './mnist.js';
import { node } from './node.js';
import { python } from './peers.js';
import { chromium, git } from './programs.js';
import { results } from './results.js';
import { solvers } from './solvers.js';
import { svm } from './svm.js';

/** Every check, in the order in which they are made and told; a new one is one file and one line here. */
export const checks: readonly Check[] = [
  node,
  build,
  kernels,
  ...solvers,
  svm,
  mnist,
  figures,
  results,
  machine,
  git,
  chromium,
  python,
];
