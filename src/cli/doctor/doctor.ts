/** `moe doctor`: whether everything that moe needs is there and works, and what to do where it is not. */

import { counted } from '../../counted.js';
import { badge, type Document, type Inline, paragraph, soft, strong, type Tone } from '../../documents/contract.js';
import { fileProblem, messageOf } from '../../errors.js';
import { ending } from '../ending.js';
import type { GlobalOptions } from '../options.js';
import { exit, print, printJson } from '../output.js';
import type { Check, Finding, Place } from './contract.js';
import { build, figures, kernels, mnist, solvers, svm } from './installation.js';
import { chromium, git, machine, node, python, results } from './surroundings.js';

/** Every check, in the order in which they are made and told; a new one is one line here. */
export const checks: readonly Check[] = [
  node,
  build,
  kernels,
  ...solvers,
  svm,
  mnist,
  figures,
  results,
  machine,
  git,
  chromium,
  python,
];

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
  if (options.json) printJson(factsOf(examined), 2);
  else if (!options.quiet || broken > 0) print(documentOf(examined, options), options);
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
      examined.push({ check, health, found: messageOf(fileProblem(error)), remedy: check.remedy });
    }
  }
  return examined;
}

/** The form of the JSON; it grows when a key changes its meaning or goes. */
const version = 1;

function factsOf(examined: readonly Examined[]): object {
  const found = examined.map(({ check: { name, about, optional }, health, found, remedy = null }) => {
    return { name, about, optional, health, found, remedy };
  });
  return { version, ok: examined.every(({ health }) => health !== 'problem'), checks: found };
}

const tones: Readonly<Record<Finding['health'], Tone>> = { ok: 'good', warning: 'mixed', problem: 'bad' };

export function documentOf(examined: readonly Examined[], { quiet = false }: DoctorOptions): Document {
  const shown = quiet ? examined.filter(({ health }) => health === 'problem') : examined;
  const rows = shown.map(({ check, health, found, remedy }) => {
    const mend: Inline[] =
      remedy === undefined ? [] : [{ kind: 'break' }, strong('fix: '), `${remedy} `, soft(`(for ${check.about})`)];
    return [check.name, badge(tones[health], health), [found.trim(), ...mend]];
  });
  const columns = ['checked', '', 'found'].map((title) => ({ title }));
  return [
    ...(rows.length === 0 ? [] : [{ kind: 'table', caption: '', columns, rows } as const]),
    ...(quiet ? [] : [paragraph(tally(examined)), ...ending({ next })]),
  ];
}

const next = [
  ['moe run fixed-data --quick', 'runs a small experiment'],
  ['moe init my-experiment', 'writes a spec to start your own from'],
] as const;

/** `✓ moe is ready: 14 checks ok, 1 warning`. */
function tally(examined: readonly Examined[]): Inline[] {
  const count = (health: Finding['health']) => examined.filter((one) => one.health === health).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const counts = [
    `${count('ok')} of ${counted(examined.length, 'check')} ok`,
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(problems > 0 ? [counted(problems, 'problem')] : []),
  ].join(', ');
  return [problems > 0 ? badge('bad', 'moe is not ready') : badge('good', 'moe is ready'), `: ${counts}`];
}
