/** What a run would do: `moe run --dry-run`, and the line before a run that takes its time. */
import { inBytes } from '../../components/memory.js';
import { counted } from '../../counted.js';
import { type Document, heading } from '../../documents/contract.js';
import { rounded } from '../../documents/numbers.js';
import type { Plan } from '../../runner/plan.js';
import { spokenShard } from '../../runner/shards/shard.js';
import { expectationOf } from '../../runner/times.js';
import { commandFor, ending } from '../ending.js';
import type { Planned } from '../planned.js';
import { spoken } from './progress.js';

/** What a plan would do on so many threads. */
export function planFacts(plan: Plan, threads: number) {
  const { seconds, guessed } = expectationOf(plan.left, plan.costs, threads);
  const { spec, folder, shard } = plan.request;
  return {
    experiment: spec.name,
    ...(shard === undefined ? {} : { shard: spokenShard(shard) }),
    folder,
    cells:
      shard === undefined
        ? plan.cells.length
        : plan.cells.filter((_, c) => plan.trials.starts[c]! < plan.trials.starts[c + 1]!).length,
    trials: plan.trials.length,
    cached: plan.cached,
    pending: plan.pending.length,
    expectedSeconds: seconds,
    guessed,
    /** The most that a trial needs. */
    memory: plan.memory,
  };
}
type PlanFacts = ReturnType<typeof planFacts>;

export function planDocument(plans: readonly Planned[], found: readonly PlanFacts[]): Document {
  const sections = found.flatMap((facts): Document => {
    const { experiment, shard, folder, cells, trials, cached, pending, memory } = facts;
    const journal = cached === 0 ? '' : `, ${cached} of them in the journal`;
    const time = pending === 0 ? '' : `: ${expected([facts])}`;
    return [
      heading(3, `${experiment}${shard === undefined ? '' : `, shard ${shard}`}`),
      {
        kind: 'facts',
        entries: [
          ['grid', [`${counted(cells, 'cell')}, ${counted(trials, 'trial')}${journal}`]],
          ['to compute', [`${counted(pending, 'trial')}${time}`]],
          ['memory', [`at most ${inBytes(memory.bytes)} per trial`]],
          ['results', [`${folder}/`]],
        ],
      },
    ];
  });
  const next = plans.map(({ asked, plan: { request } }) => {
    const part = request.shard === undefined ? '' : ` --shard ${spokenShard(request.shard)}`;
    return [`${commandFor('run', asked, '--out')}${part}`, 'computes it'] as const;
  });
  return [...sections, ...ending({ next })];
}

/** How long the plans will take, one after the other, and how much of that is a guess. */
export function expected(plans: readonly PlanFacts[]): string {
  const untimed = plans.filter(({ expectedSeconds }) => expectedSeconds === null);
  const sum = (of: (plan: PlanFacts) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  const seconds = sum(({ expectedSeconds }) => expectedSeconds ?? 0);
  if (untimed.length === plans.length) return 'time unknown, because nothing like it was timed before';
  const guessed = sum(({ expectedSeconds, guessed }) => (expectedSeconds ?? 0) * guessed) / seconds;
  const without = untimed.length > 0 ? `, not counting ${untimed.map(({ experiment }) => experiment).join(', ')}` : '';
  const guess = guessed > 0 ? `; ${rounded(100 * guessed, 2)}% of that is a guess from similar cells` : '';
  return `about ${spoken(seconds)}${without}${guess}`;
}
