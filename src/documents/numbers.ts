/** Numbers as people read them. */
import { grouped } from '../counted.js';

/** So many significant digits without zeros at their end; a dash where there is no number. */
export function rounded(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '-';
  return value === 0 ? '0' : String(Number(value.toPrecision(digits)));
}

/** A whole number, or another one to three digits, no digit before the point rounded away, as a page prints it: with a real minus, and a dash where there is none. */
export function typeset(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Number.isSafeInteger(value)) return grouped(value).replaceAll('-', '−');
  const size = Math.abs(value);
  if (size >= 1e3 && size < 1e6) return grouped(Math.round(value)).replace('-', '−');
  const shown = size < 1e-3 ? value.toExponential(2).replace(/\.?0+e/, 'e') : rounded(value);
  return shown.replaceAll('-', '−');
}

/** `0.849 [0.842, 0.856]`; without brackets where there is no interval. */
export function withInterval(
  value: number | null | undefined,
  low: number | null | undefined,
  high: number | null | undefined,
  write: (value: number | null | undefined) => string = rounded,
): string {
  const known = low !== null && low !== undefined && high !== null && high !== undefined;
  return known ? `${write(value)} [${write(low)}, ${write(high)}]` : write(value);
}

/**
 * A number as people say it, `20`, `49.7`, `−35`, `−1607`: to the digit in which the width of its interval begins, at most
 * three significant ones, but none before the point rounded away; with a real minus.
 */
export function spoken(value: number, low: number | null, high: number | null): string {
  const exact = Number(value.toPrecision(12));
  if (exact === 0) return '0';
  const first = Math.floor(Math.log10(Math.abs(exact)));
  const width = low === null || high === null ? 0 : high - low;
  const wide = width > 0 ? Math.max(first - 2, Math.floor(Math.log10(width))) : first - 2;
  const last = Math.min(first, wide, 0);
  const near = Math.round(Number((exact / 10 ** last).toPrecision(12))) * 10 ** last;
  return near.toFixed(Number.isInteger(exact) ? 0 : Math.max(0, -last)).replace('-', '−');
}

/** A change, with its sign. */
export function signed(value: number | null): string {
  return value !== null && value > 0 ? `+${rounded(value)}` : rounded(value);
}

/** Seconds in the unit that suits, three significant digits: `62 µs`, `7.49 ms`, `1.2 s`, `25 min`, `3.1 h`. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '-';
  if (seconds < 1e-3) return `${rounded(seconds * 1e6)} µs`;
  if (seconds < 1) return `${rounded(seconds * 1e3)} ms`;
  if (seconds < 120) return `${rounded(seconds)} s`;
  return seconds < 7200 ? `${rounded(seconds / 60)} min` : `${rounded(seconds / 3600)} h`;
}

/** Bytes: `12 kB`, `3.4 MB`. */
export function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/**
 * A number to so many significant digits, their zeros kept: 0.85 is `0.850` at three. A whole number is exact and stands
 * as it is. Above a million and below a ten thousandth it is written with an exponent, `1.23e-7`.
 */
export function toDigits(value: number, digits: number): string {
  if (Number.isInteger(value)) return String(value);
  const near = Number(value.toPrecision(digits));
  const size = Math.abs(near);
  if (size >= 1e6 || size < 1e-4) return near.toExponential(digits - 1);
  return near.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}

/** A part of a whole, `3 of 18`. */
export function ratio(part: number, whole: number): string {
  return `${part} of ${whole}`;
}

/** The first names of a list, and how many more there are. */
export function namesOf(names: readonly string[], most: number, more = 'more'): string {
  const rest = names.length - most;
  return `${names.slice(0, most).join(', ')}${rest > 0 ? `, and ${rest} ${more}` : ''}`;
}
