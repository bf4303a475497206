/** `moe run`: plans every experiment first, so that bad input stops the command before anything is computed. */

import { availableParallelism } from 'node:os';
import { counted } from '../../counted.js';
import { InputError } from '../../errors.js';
import type { Executor } from '../../runner/executors/contract.js';
import { executorFor } from '../../runner/executors/executor.js';
import type { QueueOptions } from '../../runner/executors/queue.js';
import { limitFor } from '../../runner/memory.js';
import { type Provenance, readBuild } from '../../runner/provenance.js';
import { addressFrom } from '../../runner/queue/address.js';
import { executePlan, type RunReport } from '../../runner/run.js';
import { quoted } from '../../shell.js';
import type { GlobalOptions, QueueFlags } from '../options.js';
import { exit, print, printError, printJson, relay, speaker } from '../output.js';
import { calledAs, type Planned, type PlanOptions, plannedRun } from '../planned.js';
import { knownWith } from '../vocabulary.js';
import { reportJson, runDocument } from './document.js';
import { expected, planDocument, planFacts } from './dry-run.js';
import { type Interrupt, onInterrupt, progressView, spoken } from './progress.js';

export interface RunOptions extends GlobalOptions, PlanOptions, QueueFlags {
  readonly jobs?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** A run that takes less, seconds, is over before its reader knows how long it takes. */
const worthSaying = 1;

/** Runs the experiments one after the other and returns the exit code. */
export async function run(names: readonly string[], options: RunOptions): Promise<number> {
  const build = readBuild(new URL('./build.json', import.meta.url));
  const address = options.queue === undefined ? undefined : addressFrom(options, process.env);
  const known = await knownWith(options.use);
  const { jobs = availableParallelism(), memory } = options;
  const fits = limitFor(jobs, memory);
  const plans = distinct([...new Set(names)].map((name) => plannedRun(name, { ...options, fits }, build, known)));
  const threads = Math.min(jobs, availableParallelism());
  const facts = plans.map(({ plan }) => planFacts(plan, threads));
  if (options.dryRun) {
    if (options.json) printJson(facts, 2);
    else print(planDocument(plans, facts), options);
    return exit.ok;
  }
  if (
    address === undefined &&
    facts.reduce((sum, { expectedSeconds }) => sum + (expectedSeconds ?? 0), 0) >= worthSaying
  ) {
    const pending = facts.reduce((sum, plan) => sum + plan.pending, 0);
    await speaker(options)('info', `${counted(pending, 'trial')} on ${counted(threads, 'core')}: ${expected(facts)}`);
  }
  const shared = {
    ...{ jobs, build, used: known.used, onOutput: relay(options) },
    ...(memory !== undefined && { memory }),
  };
  const pool = executorFor(shared);
  const works = plans.map((planned): Work => {
    const { spec, plan } = planned;
    if (address === undefined) return { ...planned, executor: pool };
    const run = { address, experiment: spec.name, catalog: plan.request.catalog, costs: plan.costs };
    return { ...planned, executor: (watcher) => executorFor({ ...shared, queue: { ...run, ...watcher } }) };
  });
  return carryOut(works, options, { build, used: known.used, jobs }).finally(() => pool.close());
}

/** A plan with what computes its trials. */
export interface Work extends Planned {
  readonly executor: Executor | ((watcher: Watcher) => Executor);
}

/** Of an executor that has something to say while it runs, or may be asked to end it. */
type Watcher = Pick<QueueOptions, 'say' | 'onCancel'>;

/** Carries plans out one after the other, tells of their progress and what came of them, and returns the exit code. */
export async function carryOut(
  works: readonly Work[],
  options: GlobalOptions & Pick<RunOptions, 'json'>,
  by: Pick<Provenance, 'build' | 'used' | 'jobs'>,
): Promise<number> {
  const interrupt = onInterrupt();
  const reports: RunReport[] = [];
  try {
    for (const work of works) {
      const report = await carryOutOne(work, options, by, interrupt);
      reports.push(report);
      if (!report.complete) break;
    }
  } finally {
    interrupt.release();
  }
  if (options.json) printJson(reports.map(reportJson), 2);
  if (reports.some(({ complete }) => !complete)) {
    printError(`moe: interrupted; what was computed is saved. Continue with:\n  ${resumeCommand(process.argv)}`);
    return exit.interrupted;
  }
  return reports.some(({ counts }) => counts.failed + counts.timeout > 0) ? exit.someFailed : exit.ok;
}

/** One spec named twice is run once. @throws InputError for two specs that would write to one folder. */
export function distinct<P extends Planned>(plans: readonly P[]): P[] {
  const byFolder = new Map<string, P>();
  for (const planned of plans) {
    const { folder, source } = planned.plan.request;
    const other = byFolder.get(folder)?.plan.request.source;
    if (other !== undefined && other.place !== source.place) {
      throw new InputError(`${other.file} and ${source.file} have one name, so both would write to ${folder}`);
    }
    if (other === undefined) byFolder.set(folder, planned);
  }
  return [...byFolder.values()];
}

async function carryOutOne(
  { asked, spec, plan, executor }: Work,
  options: Parameters<typeof carryOut>[1],
  { build, used, jobs }: Pick<Provenance, 'build' | 'used' | 'jobs'>,
  interrupt: Interrupt,
): Promise<RunReport> {
  const say = speaker(options);
  if (plan.dropped > 0) {
    const were = `${counted(plan.dropped, 'line')} of the journal ${plan.dropped === 1 ? 'was' : 'were'}`;
    await say('warn', `${spec.name}: ${were} damaged, cut short or of another version of moe; their trials run again`);
  }
  const lines: Promise<void>[] = [];
  const watcher: Watcher = {
    say: (level, text) => void lines.push(say(level, text)),
    onCancel: () => interrupt.ask('moe cancel was called'),
  };
  const computing = typeof executor === 'function' ? executor(watcher) : executor;
  const [started, began, cpuBefore] = [new Date(), performance.now(), cpuOf(computing)];
  const { cells, trials, cached } = plan;
  await say('debug', `${spec.name}: ${cells.length} cells, ${trials.length} trials, ${cached} in the journal`);
  await say(
    'debug',
    `${spec.name}: ${jobs} threads, at most ${spec.timeout} s a trial, code ${build.code.slice(0, 12)}`,
  );
  const view = options.quiet ? undefined : await progressView(spec.name, (text) => lines.push(say('info', text)));
  interrupt.beforeMessage(() => view?.end());
  const report = await executePlan(
    plan,
    computing,
    // By a clock that nobody sets, so that a run takes no less than nothing.
    {
      build,
      used,
      jobs,
      started,
      cpuSeconds: () => cpuOf(computing) - cpuBefore,
      now: () => new Date(+started + performance.now() - began),
    },
    (progress) => view?.update(progress),
    interrupt.signal,
    (count, seconds) => {
      if (seconds < worthSaying) return;
      view?.end();
      const again = `${counted(count, 'median trial')} again, for what ${count === 1 ? 'it keeps' : 'they keep'}`;
      lines.push(say('info', `${spec.name}: computes ${again}, which took ${spoken(seconds)} before`));
    },
  ).finally(() => view?.end());
  await Promise.all(lines);
  if (!options.quiet && !options.json && report.complete) {
    const seconds = (performance.now() - began) / 1000;
    print(runDocument(report, { asked, seconds, all: options.verbose === true }), options);
  }
  return report;
}

/** CPU time of this process so far and of those that compute for it, seconds. */
function cpuOf(executor: Executor): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6 + (executor.cpuSeconds?.() ?? 0);
}

/** The command that goes on: the same one, called the same way, without `--fresh`, quoted for a shell. */
function resumeCommand([node, script, ...words]: readonly string[]): string {
  const kept = [...calledAs(node, script), ...words.filter((word) => word !== '--fresh')];
  return kept.map(quoted).join(' ');
}
