/** Numbers and users' texts as the page says them. */
import { type Html, html } from './html.js';

/** A whole number, or another one to three digits, with a real minus, so that it is read as one; a dash where there is none. */
export function said(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Number.isSafeInteger(value)) return String(value).replaceAll('-', '−');
  const shown =
    Math.abs(value) < 1e-3 ? value.toExponential(2).replace(/\.?0+e/, 'e') : String(Number(value.toPrecision(3)));
  return shown.replaceAll('-', '−');
}

/** `0.849 [0.842, 0.856]`; without brackets where there is no interval. */
export function withInterval(value: number | null, low: number | null, high: number | null): string {
  return low === null || high === null ? said(value) : `${said(value)} [${said(low)}, ${said(high)}]`;
}

/** Seconds in the unit that suits, three digits: `62 µs`, `7.49 ms`, `1.2 s`, `25 min`. */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  const short = (value: number) => String(Number(value.toPrecision(3)));
  if (seconds < 1e-3) return `${short(seconds * 1e6)} µs`;
  if (seconds < 1) return `${short(seconds * 1e3)} ms`;
  if (seconds < 120) return `${short(seconds)} s`;
  return seconds < 7200 ? `${short(seconds / 60)} min` : `${short(seconds / 3600)} h`;
}

/** Letters of a text that stand on the page. */
const longest = 2000;
/** Letters of a word that may be broken anywhere. */
const wordy = 40;

/** The beginning of a very long text, and how long it was. */
export function cut(text: string, most = 200): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most).join('')} … (${letters.length} letters)`;
}

/**
 * What a user wrote, apart from the text around it: right-to-left marks in it turn nothing else round, and of a very
 * long one the beginning stands. Between backticks it is code.
 */
export function quoted(text: string, most = longest): Html {
  const kept = cut(text, most);
  const long = kept.split(/\s/).some((word) => word.length > wordy);
  const parts = kept.split('`');
  const said =
    parts.length % 2 === 0 ? kept : parts.map((part, p) => (p % 2 === 1 ? html`<code>${part}</code>` : part));
  return html`<bdi${long && html` class="long"`}>${said}</bdi>`;
}
