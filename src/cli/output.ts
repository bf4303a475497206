/** The ways out: all that moe writes to stdout and stderr, of which a terminal obeys nothing, and its exit codes. */

import type { Logger } from 'pino';
import type { Document } from '../documents/contract.js';
import { printable, printableJson, printableLines } from '../documents/printable.js';
import { terminal } from '../documents/terminal.js';
import type { GlobalOptions } from './options.js';

/** A document on stdout: as wide as the terminal; for a pipe no line is broken, unless COLUMNS says where. */
export function print(document: Document, { color }: Pick<GlobalOptions, 'color'>): void {
  const { columns = columnsOfReader() ?? Number.POSITIVE_INFINITY, isTTY } = process.stdout;
  process.stdout.write(`${terminal(document, { columns, color: color && isTTY === true })}\n`);
}

/** Files that were written: to a program a line each, to a reader how the command ends. */
export function printWritten(files: readonly string[], told: Document, options: GlobalOptions): void {
  if (options.quiet) return;
  if (isRead(process.stdout)) print(told, options);
  else for (const file of files) printLine(file);
}

/** A document on stderr, where somebody reads it: of commands whose stdout is what a file is to hold. */
export function printBeside(document: Document, { color, quiet }: GlobalOptions): void {
  const { columns = columnsOfReader() ?? 80, isTTY } = process.stderr;
  if (quiet || document.length === 0 || !isRead(process.stderr)) return;
  process.stderr.write(`${terminal(document, { columns, color: color && isTTY === true })}\n`);
}

/** Whether a person reads it: a terminal, or what COLUMNS says to be as wide as one. */
const isRead = ({ isTTY }: NodeJS.WriteStream): boolean => isTTY === true || columnsOfReader() !== undefined;

const columnsOfReader = (): number | undefined => Number(process.env.COLUMNS) || undefined;

/** A line on stdout that is not broken, such as the name of a file. */
export function printLine(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** Data on stdout. */
export function printJson(value: unknown, indent?: number): void {
  process.stdout.write(`${printableJson(value, indent)}\n`);
}

/** What would be written to a file: to the byte, but for a terminal, as CSV holds texts as they are. */
export function printFile(text: string): void {
  process.stdout.write(process.stdout.isTTY === true ? printableLines(text) : text);
}

/** Lines on stderr. */
export function printError(text: string): void {
  process.stderr.write(`${printableLines(text)}\n`);
}

/** Of what components from outside write, this much is passed on, letters. */
const mostRelayed = 2 ** 16;

/** Passes on to stderr what components from outside write, up to a limit, and says once that there was more. */
export function relay({ quiet }: Pick<GlobalOptions, 'quiet'>): (text: string) => void {
  let left = quiet ? 0 : mostRelayed;
  return (text) => {
    if (left <= 0) return;
    printError(text.slice(0, left).replace(/\n$/, ''));
    left -= text.length;
    if (left <= 0) printError('moe: components from outside wrote more than 64 KiB; the rest is left out');
  };
}

interface LogOptions {
  readonly level: 'warn' | 'info' | 'debug';
  readonly color: boolean;
}

/** A pino logger that writes plain lines; loaded when it is first needed, since most commands log nothing. */
async function openLog({ level, color }: LogOptions): Promise<Logger> {
  const [{ default: pino }, { default: pretty }] = await Promise.all([import('pino'), import('pino-pretty')]);
  return pino(
    { level },
    pretty({ colorize: color, destination: 2, sync: true, ignore: 'pid,hostname,time', hideObject: true }),
  );
}

/** Logs through pino, opened with the first message that the level lets through. */
export function speaker({
  quiet,
  verbose,
  color,
}: GlobalOptions): (level: 'warn' | 'info' | 'debug', text: string) => Promise<void> {
  let log: ReturnType<typeof openLog> | undefined;
  return async (level, text) => {
    if ((quiet && level !== 'warn') || (!verbose && level === 'debug')) return;
    log ??= openLog({
      level: quiet ? 'warn' : verbose ? 'debug' : 'info',
      color: color && process.stderr.isTTY === true,
    });
    (await log)[level](printable(text));
  };
}

/** Exit codes, as `moe --help` tells them. */
export const exit = {
  ok: 0,
  failure: 1,
  /** Usage or invalid input. */
  usage: 2,
  /** A regression was found. */
  regression: 3,
  /** Some trials failed or timed out. */
  someFailed: 4,
  interrupted: 130,
} as const;
