/** How `moe check` tells what it found: to people, to programs, to continuous integration. */

import type { GlobalOptions } from '../options.js';
import { type CheckReport, isAsCommitted } from './check.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { text } from './text.js';

type Printer = (report: CheckReport, options: GlobalOptions) => string;

/** Of the JSON; a change that breaks its readers raises it. */
const version = 1;

function json(report: CheckReport): string {
  const told = { version, ok: report.grids.every(isAsCommitted), ...report };
  return `${JSON.stringify(told, null, 2)}\n`;
}

export const printers = { text, json, junit, markdown } satisfies Record<string, Printer>;
