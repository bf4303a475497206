/** `moe test`: the conformance checks of each kind over components from outside. */
import { ruleChecks } from '../../assignments/conformance.js';
import type { Tables } from '../../charts/contract.js';
import { type Check, faultOf } from '../../components/conformance.js';
import type { Component, PlainParameters } from '../../components/contract.js';
import { parseParameters } from '../../components/parameters.js';
import { counted } from '../../counted.js';
import { datasetChecks } from '../../datasets/conformance.js';
import type { Task } from '../../datasets/contract.js';
import { type Block, badge, heading, paragraph } from '../../documents/contract.js';
import { columnsOf } from '../../experiment/catalog.js';
import type { Outcome } from '../../experiment/contract.js';
import { cellsOf } from '../../experiment/grid.js';
import type { Outside } from '../../experiment/outside.js';
import { parseSpec } from '../../experiment/spec/read.js';
import { trialRunner } from '../../experiment/trial.js';
import { trialsOf } from '../../experiment/trials.js';
import { expertChecks } from '../../experts/conformance.js';
import { gateChecks } from '../../gates/conformance.js';
import { stream } from '../../math/random.js';
import { methodChecks } from '../../methods/conformance.js';
import { endedTrials, metricChecks } from '../../metrics/conformance.js';
import { outcomesOf } from '../../results/outcomes.js';
import { openResults } from '../../results/results.js';
import { compileResults } from '../../results/write.js';
import { quoted } from '../../shell.js';
import { dataFiles } from '../../tables/file.js';
import { ending } from '../ending.js';
import type { GlobalOptions } from '../options.js';
import { exit, print, printJson } from '../output.js';
import { knownWith, type Vocabulary } from '../vocabulary.js';

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
  const known = await knownWith(files);
  const tested: Tested[] = [];
  for (const one of known.components) tested.push(await testOf(one, known.vocabulary));
  const faults = tested.flatMap(({ checks }) => checks.filter(({ fault }) => fault !== null));
  if (options.json) printJson({ version, ok: faults.length === 0, components: tested }, 2);
  else if (!options.quiet || faults.length > 0) {
    const shown = options.quiet ? tested.map(faultsOf).filter(({ checks }) => checks.length > 0) : tested;
    const all = tested.reduce((sum, { checks }) => sum + checks.length, 0);
    const end =
      faults.length === 0
        ? badge('good', `all ${counted(all, 'check')} pass`)
        : badge('bad', `${faults.length} of ${counted(all, 'check')} ${faults.length === 1 ? 'fails' : 'fail'}`);
    const use = files.map((file) => `--use ${quoted(file)}`).join(' ');
    const next = faults.length === 0 ? [[`moe run SPEC ${use}`, 'runs a spec that names them'] as const] : [];
    print([...shown.flatMap(blocksOf), paragraph(['moe test: ', end]), ...ending({ next })], options);
  }
  return faults.length === 0 ? exit.ok : exit.failure;
}

async function testOf({ kind, registry, component }: Outside, vocabulary: Vocabulary): Promise<Tested> {
  const checks: Tested['checks'][number][] = [];
  for (const check of (await suites[registry]!(vocabulary)) as readonly Check<Component>[]) {
    checks.push({ title: check.title, fault: (await faultOf(check, component)) ?? null });
  }
  return { kind, name: component.name, checks };
}

type Checks = readonly Check<never>[];

/** The checks of each kind, by the key of its registry; what they are tried on is of moe's own components. */
const suites: Readonly<Record<string, (vocabulary: Vocabulary) => Checks | Promise<Checks>>> = {
  assignments: () => ruleChecks,
  experts: () => expertChecks,
  gates: () => gateChecks,
  datasets: () => datasetChecks,
  methods: (vocabulary) =>
    methodChecks({
      tasks: tasksOf(vocabulary, { 'piecewise-linear': { n: 12 }, smile: { n: 60 } }),
      registries: vocabulary,
    }),
  metrics: async (vocabulary) => metricChecks(await endedTrials(vocabulary)),
  charts: async (vocabulary) => {
    const { chartChecks } = await import('../../charts/conformance.js');
    return chartChecks(await exampleTables(vocabulary));
  },
};

function tasksOf({ datasets }: Vocabulary, small: Readonly<Record<string, PlainParameters>>): Task[] {
  return Object.entries(small).map(([name, given]) => {
    const dataset = datasets.get(name);
    return dataset.load(parseParameters(dataset, given), stream('data', 3));
  });
}

/** A run of this is what charts are tried on: all that a run can keep, of data on a line and on a plane. */
const example = `
name: example
tasks:
  line: { data: { name: piecewise-linear, n: 30 }, k: 3, expert: linear, metrics: [stable, error] }
  plane: { data: { name: smile, n: 60 }, k: 3, expert: logistic, metrics: [stable, error, train_accuracy] }
  unseen: { data: { name: smiley, n: 60, test: 40 }, k: 3, expert: logistic, metrics: [stable, test_accuracy] }
methods:
  argmin: { learn: alternating, trials: 3 }
  softmax: { learn: alternating, trials: 3, assign: softmax }
  kmeans: { learn: kmeans, trials: 3 }
record:
  history: 3
  examples: [{ task: line, trials: [0, 1] }, { task: plane, trials: [0, 1] }]
  clusters: [{ task: plane, trials: [0] }]
  responsibilities: [{ task: plane, trials: [0] }]
  correct: [{ task: unseen }]
`;

async function exampleTables(vocabulary: Vocabulary): Promise<Tables> {
  const { tablesOf } = await import('../../charts/tables.js');
  const spec = parseSpec(example, 'example', vocabulary);
  const cells = cellsOf(spec, vocabulary);
  const runner = trialRunner(vocabulary, () => 0, dataFiles);
  const outcomes: Outcome[] = [];
  for (const trial of trialsOf(spec, cells, vocabulary, { runtime: '', digestOf: () => '' }))
    outcomes.push(await runner.run(trial));
  const metrics = columnsOf([spec], vocabulary);
  const { files } = compileResults({ spec, cells, grid: cells, outcomes: outcomesOf(outcomes), metrics });
  const results = openResults({ name: spec.name, where: spec.name, text: (file) => files[file] ?? null });
  return tablesOf(results, 'moe test', metrics);
}

function faultsOf(tested: Tested): Tested {
  return { ...tested, checks: tested.checks.filter(({ fault }) => fault !== null) };
}

function blocksOf({ kind, name, checks }: Tested): Block[] {
  const items = checks.map(({ title, fault }) =>
    fault === null ? [badge('good', title)] : [badge('bad', title), `: ${fault}`],
  );
  return [heading(2, `${kind} ${name}`), { kind: 'list', items }];
}
