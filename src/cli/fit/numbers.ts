import { InputError, shown } from '../../errors.js';

/** A number from `min` to `max`. */
export function number(flag: string, min: number, max = Number.POSITIVE_INFINITY): (text: string) => number {
  const must = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= min && value <= max) return value;
    throw new InputError(`${flag} must be a number ${must}; got ${shown(text)}`);
  };
}

/** A number, or a word; which of them `--intervals` takes the plan says. */
export function coverage(text: string): number | string {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
