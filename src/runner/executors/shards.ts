/** An executor that computes nothing: the outcomes are in the files of shards. */
import { setImmediate as breath } from 'node:timers/promises';
import { InputError } from '../../errors.js';
import type { Outcome } from '../../experiment/contract.js';
import { outcomesOf, type ShardFile } from '../shards/read.js';
import type { Executor } from './contract.js';

/** Outcomes handed on at a time. */
const batch = 500;

/** @param afresh computes what no shard was asked for. */
export function shardReader(files: readonly ShardFile[], afresh: Executor): Executor {
  return {
    afresh,
    close: () => afresh.close(),
    async run(trials, onOutcomes, drain) {
      const machines = files.flatMap(({ header }) => header.machines);
      const wanted = new Set(Array.from(trials, ({ key }) => key));
      for (const file of files) {
        let found: Outcome[] = [];
        const hand = async () => {
          onOutcomes(found);
          found = [];
          await breath();
        };
        for (const outcome of outcomesOf(file)) {
          if (wanted.delete(outcome.key)) found.push(outcome);
          if (found.length === batch) await hand();
          if (drain.aborted) break;
        }
        await hand();
        if (drain.aborted) return machines;
      }
      if (wanted.size > 0)
        throw new InputError('the shards were changed while they were merged; run the same command again');
      return machines;
    },
  };
}
