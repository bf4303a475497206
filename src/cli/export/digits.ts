/** How numbers are rounded for readers. */

/**
 * A number to so many significant digits, their zeros kept: 0.85 is `0.850` at three. A whole number is exact and stands
 * as it is. Above a million and below a ten thousandth it is written with an exponent, `1.23e-7`.
 */
export function toDigits(value: number, digits: number): string {
  if (Number.isInteger(value)) return String(value);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 1e6 || size < 1e-4) return rounded.toExponential(digits - 1);
  return rounded.toFixed(Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
}
