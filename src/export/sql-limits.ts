/** What a query cannot say, refused by its name. */
import { InputError, shown } from '../errors.js';
import type { Encoding } from '../tables/encoding.js';
import type { Portable, Settings } from './contract.js';
import { unwritable } from './sql-layers.js';

/** Of a sum: SQLite refuses expressions that are deeper than 1000. */
const mostTerms = 900;

/** @throws InputError for a model that has no query over such a table. */
export function requireWritable(
  { encoding, target, kinds, experts, gate, names }: Portable,
  { table }: Settings,
): void {
  const lack = (who: string, kind: string) =>
    new InputError(`${who} cannot be written as sql, which has no ${kind} layer: --format js and python have one`);
  const ofGate = unwritable(gate);
  if (ofGate !== null) throw lack(`gate ${kinds.gate}`, ofGate);
  const ofExperts = unwritable(experts.flatMap(({ scores, shares }) => [...scores, ...shares]));
  if (ofExperts !== null) throw lack(`expert ${kinds.expert}`, ofExperts);
  const d = Math.max(names.experts.length, names.gate.length);
  if (d > mostTerms)
    throw new InputError(`--format sql adds at most ${mostTerms} terms, as SQLite does; the model has ${d} features`);
  const texts = [
    table,
    ...encoding.inputs.flatMap((input) => [input.name, ...(input.kind === 'category' ? input.levels : [])]),
    ...(target.kind === 'classes' ? target.labels : []),
  ];
  const wrong = texts.find((text) => /\0|\p{Cs}/u.test(text));
  if (wrong !== undefined)
    throw new InputError(
      `--format sql cannot write ${shown(wrong)}: SQL has no text with NUL or half a surrogate pair`,
    );
  const seen = new Map<string, string>();
  for (const { name } of encoding.inputs) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined)
      throw new InputError(`--format sql cannot tell column ${shown(other)} from ${shown(name)}`);
    seen.set(name.toLowerCase(), name);
  }
  if (/^moe_/i.test(table))
    throw new InputError(`--table must not begin with moe_, as the query's own names do; got ${shown(table)}`);
}

const rowNumbers = ['_rowid_', 'rowid', 'oid'];

/** What SQLite calls the number of a row, where no column has taken that name. */
export function rowNumber({ inputs }: Encoding): string {
  const found = rowNumbers.find((own) => !inputs.some(({ name }) => name.toLowerCase() === own));
  if (found !== undefined) return found;
  throw new InputError(
    `--format sql needs one of ${rowNumbers.join(', ')} for the number of a row; all of them are columns`,
  );
}
