/** How `moe check` tells what it found: to people, to programs, to continuous integration. */
import { type CheckReport, isAsCommitted } from './check.js';
import { junit } from './check-junit.js';
import { markdown } from './check-markdown.js';
import { text } from './check-text.js';
import type { GlobalOptions } from './options.js';

type Printer = (report: CheckReport, options: GlobalOptions) => string;

/** Of the JSON; a change that breaks its readers raises it. */
const version = 1;

function json(report: CheckReport): string {
  const told = { version, ok: report.grids.every(isAsCommitted), ...report };
  return `${JSON.stringify(told, null, 2)}\n`;
}

export const printers = { text, json, junit, markdown } satisfies Record<string, Printer>;
