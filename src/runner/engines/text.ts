import { dump } from 'js-yaml';
import type { ParametersOf, ParameterTable } from '../../components/contract.js';
import type { Engine, Submission } from './contract.js';

/** What the engine takes, with comments on what it is, what to do with it and what comes after it. @throws as `write`. */
export function textOf<T extends ParameterTable>(
  engine: Engine<T>,
  submission: Submission,
  parameters: ParametersOf<T>,
): string {
  const { name, shards, missing, program, merge } = submission;
  const some =
    missing.length === shards ? `${shards} shards` : `${missing.length} of ${shards} shards; the others are there`;
  const comments = [
    `${name}: ${some}. ${engine.use(submission)}`,
    `Afterwards: ${program} ${merge}`,
    'If that names missing shards, the same moe submit writes tasks for those alone.',
  ];
  const head = comments.map((line) => `# ${line}\n`).join('');
  const written = engine.write(submission, parameters);
  return typeof written === 'string' ? `#!/bin/sh\n${head}${written}` : head + dump(written, { lineWidth: -1 });
}
