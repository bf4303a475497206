/** The library. */
export { assign } from './assignments/assign.js';
export { InputError } from './errors.js';
