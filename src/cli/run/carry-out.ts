/** Carries plans out one after the other, tells of their progress, and prints what came of them. */
import { basename, relative } from 'node:path';
import { counted } from '../../counted.js';
import { type ExecutorOptions, executorFor } from '../../runner/executors/executor.js';
import type { Plan } from '../../runner/plan.js';
import { executePlan, type RunReport } from '../../runner/run.js';
import { type GlobalOptions, quoted } from '../options.js';
import { exit, print, printError, printJson, speaker } from '../output.js';
import { reportJson, runDocument } from './document.js';
import { type Interrupt, onInterrupt, progressView } from './progress.js';

/** A plan, and what computes its trials. */
export interface Work {
  readonly plan: Plan;
  readonly by: ExecutorOptions;
}

interface Options extends GlobalOptions {
  readonly json?: boolean;
}

/** @returns the exit code. */
export async function carryOut(works: readonly Work[], options: Options): Promise<number> {
  const interrupt = onInterrupt();
  const reports: RunReport[] = [];
  try {
    for (const work of works) {
      const report = await carryOutOne(work, options, interrupt);
      reports.push(report);
      if (!report.complete) break;
    }
  } finally {
    interrupt.release();
  }
  if (options.json) printJson(reports.map(reportJson), 2);
  if (reports.some(({ complete }) => !complete)) {
    printError(`moe: interrupted; what was computed is saved. Go on with:\n  ${resumeCommand(process.argv)}`);
    return exit.interrupted;
  }
  return reports.some(({ counts }) => counts.failed + counts.timeout > 0) ? exit.someFailed : exit.ok;
}

async function carryOutOne({ plan, by }: Work, options: Options, interrupt: Interrupt): Promise<RunReport> {
  const say = speaker(options);
  const { cells, trials, cached, dropped } = plan;
  const { spec } = plan.request;
  const { build, used, jobs } = by;
  if (dropped > 0) {
    const were = `${counted(dropped, 'line')} of the journal ${dropped === 1 ? 'was' : 'were'}`;
    await say('warn', `${spec.name}: ${were} damaged, cut short or of another version of moe; their trials run again`);
  }
  const [started, began] = [new Date(), performance.now()];
  await say('debug', `${spec.name}: ${cells.length} cells, ${trials.length} trials, ${cached.size} in the journal`);
  await say(
    'debug',
    `${spec.name}: ${jobs} threads, at most ${spec.timeout} s a trial, code ${build.code.slice(0, 12)}`,
  );
  const lines: Promise<void>[] = [];
  const view = options.quiet ? undefined : await progressView(spec.name, (text) => lines.push(say('info', text)));
  interrupt.beforeMessage(() => view?.end());
  const report = await executePlan(
    plan,
    executorFor(by),
    { build, used, jobs, started, cpuBefore: process.cpuUsage(), now: () => new Date() },
    (progress) => view?.update(progress),
    interrupt.signal,
  ).finally(() => view?.end());
  await Promise.all(lines);
  if (!options.quiet && !options.json && report.complete) {
    print(runDocument(report, (performance.now() - began) / 1000), options);
  }
  return report;
}

/** The command that goes on: the same one, called the same way, without `--fresh`, quoted for a shell. */
function resumeCommand([node, script = 'moe', ...words]: readonly string[]): string {
  const called = basename(script) === 'moe' ? ['moe'] : [basename(node ?? 'node'), relative('.', script)];
  const kept = [...called, ...words.filter((word) => word !== '--fresh')];
  return kept.map(quoted).join(' ');
}
