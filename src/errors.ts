import { distance } from 'fastest-levenshtein';

/**
 * What the user gave cannot be used: a spec, a flag, a data file, a folder. The message says where, what, what is
 * allowed and what was got; the command line prints it alone, without a stack, and exits with 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** The known name nearest to a mistyped one as ` (did you mean "lap"?)`; empty when nothing is near. */
export function didYouMean(got: string, known: readonly string[]): string {
  const ranked = known.map((name) => ({ name, off: edits(got, name) })).sort((a, b) => a.off - b.off);
  const [best] = ranked;
  if (best === undefined || got === '') return '';
  const near = best.off <= Math.max(1, Math.floor(best.name.length / 3));
  return near ? ` (did you mean "${best.name}"?)` : '';
}

/** Levenshtein's distance; letters in another order count less than a letter too many, for so fingers slip. */
function edits(got: string, name: string): number {
  const [a, b] = [got.toLowerCase(), name.toLowerCase()];
  const swapped = a !== b && [...a].sort().join('') === [...b].sort().join('');
  return swapped ? Math.min(0.5, distance(a, b)) : distance(a, b);
}

/** How a value the user gave is shown in a message: text in quotes, cut where it is long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : asJson(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A bigint, or what refers to itself or is nested too deep.
    return typeof value === 'object' ? 'what JSON cannot hold' : String(value);
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
