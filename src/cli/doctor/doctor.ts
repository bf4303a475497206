/** `moe doctor`: whether everything that moe needs is there and works, and what to do where it is not. */

import { painter } from '../../documents/paint.js';
import { plainTable } from '../../documents/terminal-table.js';
import { messageOf } from '../../errors.js';
import { exit } from '../exit.js';
import type { GlobalOptions } from '../options.js';
import type { Check, Finding, Place } from './contract.js';
import { checks } from './registry.js';

export interface DoctorOptions extends GlobalOptions, Place {
  readonly json?: boolean;
}

export interface Examined extends Finding {
  readonly check: Check;
}

/** Prints what was found, and returns the exit code: a failure where something that is needed is broken. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const examined = await examine(checks, options);
  const broken = examined.filter(({ health }) => health === 'problem').length;
  process.stdout.write(options.json ? jsonOf(examined) : tableOf(examined, broken, options));
  return broken > 0 ? exit.failure : exit.ok;
}

/** One after the other. A check that throws has found a problem, or, where it is optional, something to be warned of. */
export async function examine(all: readonly Check[], place: Place): Promise<Examined[]> {
  const examined: Examined[] = [];
  for (const check of all) {
    try {
      examined.push({ check, ...(await check.look(place)) });
    } catch (error) {
      const health = check.optional ? 'warning' : 'problem';
      examined.push({ check, health, found: messageOf(error), remedy: check.remedy });
    }
  }
  return examined;
}

/** The form of the JSON; it grows when a key changes its meaning or goes. */
const version = 1;

function jsonOf(examined: readonly Examined[]): string {
  const found = examined.map(({ check: { name, about, optional }, health, found, remedy = null }) => {
    return { name, about, optional, health, found, remedy };
  });
  return `${JSON.stringify({ version, ok: examined.every(({ health }) => health !== 'problem'), checks: found }, null, 2)}\n`;
}

function tableOf(examined: readonly Examined[], broken: number, options: DoctorOptions): string {
  const paint = painter(options.color && process.stdout.isTTY === true);
  const marks = { ok: paint.green('ok'), warning: paint.yellow('warning'), problem: paint.red('problem') };
  const shown = options.quiet ? examined.filter(({ health }) => health === 'problem') : examined;
  const rows = shown.flatMap(({ check, health, found, remedy }) => [
    [marks[health], check.name, found.replace(/\s+/g, ' ')],
    ...(remedy === undefined ? [] : [['', '', `-> ${remedy} ${paint.dim(`(for ${check.about})`)}`]]),
  ]);
  const verdict = broken > 0 ? `${broken} of ${examined.length} checks found a problem` : 'moe is ready';
  const lines = rows.length === 0 ? [] : [plainTable(['', 'what', 'found'], rows, options)];
  return [...lines, ...(options.quiet ? [] : [verdict]), ''].join('\n');
}
