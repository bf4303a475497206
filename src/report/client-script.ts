import { readFileSync } from 'node:fs';
import { InputError } from '../errors.js';

/**
 * The script that draws a page's figures, as the build bundled it beside this file. It holds no text that ends a script
 * element.
 * @throws InputError where there is no whole build.
 */
export function clientScript(): string {
  try {
    return readFileSync(new URL('./report-client.js', import.meta.url), 'utf8');
  } catch {
    throw new InputError('dist/ holds no whole build: run make build');
  }
}
