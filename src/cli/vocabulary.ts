import { charts } from '../charts/registry.js';
import { registries } from '../experiment/registries.js';

/** Every name that a spec can use. */
export const vocabulary = { ...registries, charts };
