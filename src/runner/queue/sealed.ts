/** JSON with a digest of itself: what was cut, edited or damaged on its way is not believed. */
import { sha256 } from '../../tables/file.js';

const length = 16;

/** A value as sealed JSON. */
export function sealJson(value: unknown): string {
  return seal(JSON.stringify(value));
}

/** Undefined for what `sealJson` did not write. */
export function unsealJson(sealed: unknown): unknown {
  if (typeof sealed !== 'string') return undefined;
  const text = sealed.slice(length + 1);
  try {
    return sealed === seal(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

function seal(text: string): string {
  return `${sha256(text).slice(0, length)} ${text}`;
}
