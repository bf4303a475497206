/** Model files for tests, fitted as `moe fit` fits them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from '../../datasets/prepare.js';
import { fitTable } from '../../fit/fit-table.js';
import { withOrigin } from '../../fit/origin.js';
import { type FitRequest, planOf } from '../../fit/plan.js';
import { stream, uniform } from '../../math/random.js';
import { encodeModel } from '../../model/codec.js';
import { readTable } from '../../tables/read-table.js';
import { vocabulary } from '../vocabulary.js';

/** Learned from all rows, and nothing beside the predictions. */
const plainly = { intervals: 'none' } as const;

/** Fits the table of a file by the plainest method, whose results are committed elsewhere, and writes the model beside it. */
export async function fitFile(folder: string, name: string, table: string, asked: FitRequest): Promise<string> {
  const path = join(folder, table);
  const { frame, sha256 } = await readTable(path);
  const plan = planOf(
    { experts: 2, method: 'alternating', rule: 'argmin', seed: 3, ...plainly, ...asked },
    frame,
    vocabulary,
  );
  const prepared = prepare(frame, path, plan, vocabulary.experts.get(plan.expert.name).target);
  const fitted = await fitTable(prepared, plan, vocabulary, {}, null);
  const model = encodeModel(withOrigin(fitted, plan, sha256), vocabulary);
  writeFileSync(join(folder, name), `${JSON.stringify(model)}\n`);
  return name;
}

/** Rows `x,z,c,y,kind`: y is one line in x for negative z and another for the rest, `kind` says which. */
export function rowsOf(n: number, seed: number, kinds: readonly string[] = ['down', 'up']): string[] {
  const rng = stream('rows', seed);
  return Array.from({ length: n }, (_, i) => {
    const x = uniform(rng, 0, 10);
    const z = uniform(rng, -1, 1);
    const c = ['red', 'green', 'blue'][i % 3]!;
    const y = (z < 0 ? 100 + 5 * x : 400 - 20 * x) + uniform(rng, -1, 1) + (c === 'red' ? 3 : 0);
    const kind = kinds[(z < 0 ? 0 : 1) + (x > 8 && kinds.length > 2 ? 1 : 0)]!;
    return `${x},${z},${c},${y},${/[",\n]/.test(kind) ? `"${kind.replaceAll('"', '""')}"` : kind}`;
  });
}

export const header = 'x,z,c,y,kind';

export const csvOf = (rows: readonly string[], head = header): string => `${[head, ...rows].join('\n')}\n`;
