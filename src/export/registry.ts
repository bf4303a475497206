import type { Language } from './contract.js';
import { javascript } from './javascript.js';
import { python } from './python.js';
import { sql } from './sql.js';

/** Every language that `moe export` writes models in. */
export const languages: readonly Language[] = [javascript, python, sql];
