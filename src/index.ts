/** The library. */
export { assign } from './assignments/assign.js';
export { pendulum } from './environments/pendulum.js';
export { InputError } from './errors.js';
export { type MinimizeOptions, type Minimum, minimize } from './math/minimize.js';
export { stream } from './math/random.js';
