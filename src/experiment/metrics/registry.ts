import { type Registry, registry } from '../../component.js';
import type { Metric } from '../contract.js';
import { error, errorAll, errorAtStop, errorRefit, errorRefitAll } from './error.js';
import { featureMatch } from './feature-match.js';
import { recovered } from './recovered.js';
import { empty, singleClass, stable } from './stability.js';

/** Every number that a spec can ask of a trial. */
export const metrics: Registry<Metric> = registry<Metric>('metric', [
  stable,
  error,
  errorRefit,
  errorAll,
  errorRefitAll,
  errorAtStop,
  recovered,
  featureMatch,
  empty,
  singleClass,
]);
