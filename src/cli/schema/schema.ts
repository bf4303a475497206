/** `moe schema`: the JSON Schema (draft-07) of specs. experiments/schema.json is its output. */
import { specSchema } from '../../experiment/spec/schema.js';
import type { UseOptions } from '../options.js';
import { printFile } from '../output.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';

export function schemaText(names: Vocabulary): string {
  return `${JSON.stringify(specSchema(names), null, 2)}\n`;
}

export async function schema({ use }: UseOptions): Promise<void> {
  const { vocabulary } = await knownWith(use);
  printFile(schemaText(vocabulary));
}
