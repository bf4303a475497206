/** `moe test`: the conformance checks of each kind over components from outside. */

import { ruleChecks } from '../../assignments/conformance.js';
import { type Check, faultOf, says } from '../../components/conformance.js';
import type { Component } from '../../components/contract.js';
import { counted } from '../../counted.js';
import { datasetChecks } from '../../datasets/conformance.js';
import { type Block, badge, heading, paragraph } from '../../documents/contract.js';
import type { Outside } from '../../experiment/outside.js';
import { expertChecks } from '../../experts/conformance.js';
import { gateChecks } from '../../gates/conformance.js';
import type { GlobalOptions } from '../options.js';
import { exit, print, printJson } from '../output.js';
import { knownWith } from '../vocabulary.js';

export interface TestOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** What came of the checks of one component. */
interface Tested {
  readonly kind: string;
  readonly name: string;
  readonly checks: readonly { readonly title: string; readonly fault: string | null }[];
}

/** Of the JSON; a change that breaks its readers raises it. */
const version = 1;

/**
 * Runs the checks one after the other, prints what came of them, and returns the exit code.
 * @throws InputError for files that cannot be used.
 */
export async function test(files: readonly string[], options: TestOptions): Promise<number> {
  const { components } = await knownWith(files);
  const tested: Tested[] = [];
  for (const one of components) tested.push(await testOf(one));
  const faults = tested.flatMap(({ checks }) => checks.filter(({ fault }) => fault !== null));
  if (options.json) printJson({ version, ok: faults.length === 0, components: tested }, 2);
  else {
    const shown = options.quiet ? tested.map(faultsOf).filter(({ checks }) => checks.length > 0) : tested;
    const all = tested.reduce((sum, { checks }) => sum + checks.length, 0);
    const end = paragraph(
      `moe test: ${counted(all, 'check')}, ${faults.length === 0 ? 'all hold' : `${faults.length} not held`}`,
    );
    print([...shown.flatMap(blocksOf), ...(options.quiet && faults.length === 0 ? [] : [end])], options);
  }
  return faults.length === 0 ? exit.ok : exit.failure;
}

async function testOf({ kind, registry, component }: Outside): Promise<Tested> {
  const checks: Tested['checks'][number][] = [];
  for (const check of (suites[registry] ?? [says]) as readonly Check<Component>[]) {
    checks.push({ title: check.title, fault: (await faultOf(check, component)) ?? null });
  }
  return { kind, name: component.name, checks };
}

const suites: Readonly<Record<string, readonly Check<never>[]>> = {
  assignments: ruleChecks,
  experts: expertChecks,
  gates: gateChecks,
  datasets: datasetChecks,
};

function faultsOf(tested: Tested): Tested {
  return { ...tested, checks: tested.checks.filter(({ fault }) => fault !== null) };
}

function blocksOf({ kind, name, checks }: Tested): Block[] {
  const items = checks.map(({ title, fault }) =>
    fault === null ? [badge('good', 'ok'), ` ${title}`] : [badge('bad', 'no'), ` ${title}: ${fault}`],
  );
  return [heading(2, `${kind} ${name}`), { kind: 'list', items }];
}
