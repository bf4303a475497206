/** Text with a digest of itself: what was cut, edited or damaged on its way is not believed. */
import { sha256 } from '../../tables/file.js';

const length = 16;

export function seal(text: string): string {
  return `${sha256(text).slice(0, length)} ${text}`;
}

/** The text; undefined for what `seal` did not write. */
export function unseal(sealed: string): string | undefined {
  const text = sealed.slice(length + 1);
  return sealed === seal(text) ? text : undefined;
}

/** A value as sealed JSON. */
export function sealJson(value: unknown): string {
  return seal(JSON.stringify(value));
}

/** Undefined for what `sealJson` did not write. */
export function unsealJson(sealed: unknown): unknown {
  const text = typeof sealed === 'string' ? unseal(sealed) : undefined;
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
