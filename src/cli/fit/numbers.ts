import { InputError, shown } from '../../errors.js';

/** A finite number of at least `min`. */
export function number(flag: string, min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= min) return value;
    throw new InputError(`${flag} must be a number of at least ${min}; got ${shown(text)}`);
  };
}
