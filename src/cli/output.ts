/** The one way out: all that moe writes to stdout and stderr. A terminal obeys nothing in it, wherever it is from. */
import type { Document } from '../documents/contract.js';
import { printable, printableJson, printableLines } from '../documents/printable.js';
import { terminal } from '../documents/terminal.js';
import type { GlobalOptions } from './options.js';

/** A document on stdout: as wide as the terminal; for a pipe no line is broken, unless COLUMNS says where. */
export function print(document: Document, { color }: Pick<GlobalOptions, 'color'>): void {
  const { columns = Number(process.env.COLUMNS) || Number.POSITIVE_INFINITY, isTTY } = process.stdout;
  process.stdout.write(`${terminal(document, { columns, color: color && isTTY === true })}\n`);
}

/** A line on stdout that is not broken, such as the name of a file. */
export function printLine(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** Data on stdout. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${printableJson(value, indent)}\n`);
}

/** What a printer of documents wrote as a file is written: it has made every text in it fit to be shown. */
export function printFile(text: string): void {
  process.stdout.write(text);
}

/** Lines on stderr. */
export function printError(text: string): void {
  process.stderr.write(`${printableLines(text)}\n`);
}
