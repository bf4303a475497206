/** `moe schema`: the JSON Schema (draft-07) of specs. experiments/schema.json is its output. */
import { specSchema } from '../../experiment/spec/schema.js';
import { printFile } from '../output.js';
import { vocabulary } from '../vocabulary.js';

export function schemaText(): string {
  return `${JSON.stringify(specSchema(vocabulary), null, 2)}\n`;
}

export function schema(): void {
  printFile(schemaText());
}
