/** The library. */
export { assign } from './assignments/assign.js';
export { pendulum } from './environments/pendulum.js';
export { InputError } from './errors.js';
export {
  type FitData,
  type FitOptions,
  type FittedMixture,
  fitMixture,
  loadMixture,
  type Mixture,
  type Predicted,
  saveMixture,
} from './fit/fit-mixture.js';
export { type MinimizeOptions, type Minimum, minimize } from './math/minimize.js';
export { stream } from './math/random.js';
