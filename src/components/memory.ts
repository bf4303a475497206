/** What a component holds in memory, told beforehand: what cannot fit is then refused before anything is computed. */

/** Bytes that are held at once, and what most of them are, with the arithmetic: `the cost matrix of 30000 x 30000`. */
export interface Memory {
  readonly bytes: number;
  readonly why: string;
}

/** Doubles, such as a matrix of `rows x cols`. */
export const doubles = (count: number, why: string): Memory => ({ bytes: 8 * count, why });

/** All of these at once, in the words of the largest. */
export function together(parts: readonly Memory[]): Memory {
  return { bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0), why: largestOf(parts).why };
}

/** The same in a sentence: `the cost matrix of 30000 x 30000 needs 6.7 GiB`, where that is nearly all. */
export function summed(parts: readonly Memory[]): Memory {
  const { bytes } = together(parts);
  const largest = largestOf(parts);
  if (largest.bytes > 0.9 * bytes) return { bytes, why: `${largest.why} needs ${inBytes(bytes)}` };
  return { bytes, why: `a trial needs ${inBytes(bytes)}, ${inBytes(largest.bytes)} of it for ${largest.why}` };
}

function largestOf(parts: readonly Memory[]): Memory {
  return parts.reduce((most, part) => (part.bytes > most.bytes ? part : most));
}

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];

/** Bytes as people say them: `512 B`, `1.5 KiB`, `6.7 GiB`. */
export function inBytes(bytes: number): string {
  let [value, unit] = [bytes, 'B'];
  for (let u = 0; value >= 1023.5 && u < units.length; u++) [value, unit] = [value / 1024, units[u]!];
  return `${value < 9.95 ? Number(value.toPrecision(2)) : Math.round(value)} ${unit}`;
}
