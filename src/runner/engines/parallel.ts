import { quoted } from '../../shell.js';
import type { Engine } from './contract.js';
import { ranges, shardCommand } from './task.js';

/**
 * GNU parallel on this machine. It has no recovery of its own but to try again, which `--retries` does once; what is left
 * after that the shard files say, not its job log: `--resume-failed` counts jobs by their position, which is another one
 * once only missing shards are asked for. Where every second task fails, no further one starts.
 */
export const parallel: Engine = {
  name: 'parallel',
  about: 'processes on this machine, as a script for GNU parallel',
  parameters: {},
  most: 100_000,
  limitedBy: 'a command line holds no more arguments',
  use: ({ name }) => `Save it as ${name}.sh, then: sh ${name}.sh`,
  handOver: { command: ['sh'], from: 'the system' },
  write(submission) {
    const { folder, missing, atOnce, threads, memory, minutes } = submission;
    const shards = ranges(missing).map(([first, last]) => (first === last ? first : `$(seq ${first} ${last})`));
    const flags = [
      // A percentage is of the cores.
      `--jobs ${atOnce ?? `${Math.ceil(100 / threads)}%`}`,
      // A task starts where so much memory is free, and the youngest is ended, to be run again, where half of that is left.
      `--memfree ${memory}M`,
      `--joblog ${quoted(`${folder}/parallel.log`)}`,
      `--timeout ${60 * minutes}`,
      '--retries 2',
      '--halt soon,fail=50%',
    ];
    return (
      `export PARALLEL_SHELL=/bin/sh\nmkdir -p ${quoted(folder)}\n` +
      `parallel ${flags.join(' ')} \\\n  ${quoted(shardCommand(submission, '{}'))} \\\n  ::: ${shards.join(' ')} </dev/null\n`
    );
  },
};
