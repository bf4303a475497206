/** The library. */
export { assign } from './assignments/assign.js';
export { pendulum } from './environments/pendulum.js';
export { InputError } from './errors.js';
export type { FitProgress, FitReport } from './fit/contract.js';
export type { TableOptions } from './fit/fit-columns.js';
export type { FitData, FitOptions } from './fit/fit-matrix.js';
export { type FittedMixture, type FittedTableMixture, fitMixture, type TableData } from './fit/fit-mixture.js';
export { loadMixture, type Mixture, type Predicted, saveMixture } from './fit/mixture.js';
export { type MinimizeOptions, type Minimum, minimize } from './math/minimize.js';
export { stream } from './math/random.js';
