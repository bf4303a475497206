/** Numbers for people. */

/** Seconds, three significant digits, in the unit that suits: `62 us`, `7.49 ms`, `1.2 s`. */
export function timed(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '-';
  if (seconds < 1e-3) return `${short(seconds * 1e6)} us`;
  return seconds < 1 ? `${short(seconds * 1e3)} ms` : `${short(seconds)} s`;
}

/** Three significant digits. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  return value === 0 ? '0' : String(Number(value.toPrecision(3)));
}
