import { InputError, shown } from '../../errors.js';
import { quoted } from '../../shell.js';
import type { Engine } from './contract.js';
import { atOnceOf, freedShardCommand, ranges } from './task.js';

const text = { kind: 'text', default: '' } as const;
const parameters = {
  partition: { ...text, about: 'where the tasks run; the default one of the site when empty' },
  account: { ...text, about: 'who pays; the default one of the user when empty' },
} as const;

/** As sbatch reads it. @throws InputError for what cannot stand on its line. */
function directive(name: string, value: string): string {
  if (/["\\\n\r]/.test(value)) {
    throw new InputError(`--${name} of sbatch must have no quote, backslash or line break; got ${shown(value)}`);
  }
  return `#SBATCH --${name}=${/^[\w@%+:,./-]+$/.test(value) ? value : `"${value}"`}\n`;
}

/** Hours, minutes and seconds. */
const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:00`;

/**
 * A Slurm job array; the index of a task is the number of its shard. The batch script computes by itself: `srun` would
 * add a step that a single process does not need. A node that fails has its tasks queued again (`--requeue`), and a shard
 * goes on from its own journal; a task that was killed is FAILED and stays so. `%` keeps launches to a few a minute.
 */
export const slurm: Engine<typeof parameters> = {
  name: 'slurm',
  about: 'a job array, as a script for sbatch',
  parameters,
  // Indices end below MaxArraySize, which is 1001 unless the site says otherwise.
  most: 1000,
  limitedBy:
    'an index of an array must be below MaxArraySize, 1001 unless the site says otherwise (scontrol show config)',
  use: ({ name, folder }) => `Save it as ${name}.sh, then: mkdir -p ${quoted(folder)} && sbatch ${name}.sh`,
  handOver: { command: ['sbatch'], from: 'Slurm (Debian: slurm-client)' },
  write(submission, { partition, account }) {
    const { name, folder, missing, threads, memory, minutes } = submission;
    const indices = ranges(missing).map(([first, last]) => (first === last ? first : `${first}-${last}`));
    const lines: readonly (readonly [string, string])[] = [
      ['job-name', name],
      ['array', `${indices.join(',')}%${atOnceOf(submission)}`],
      ['cpus-per-task', String(threads)],
      ['mem', `${memory}M`],
      ['time', clock(minutes)],
      // A log for each task, in which a second attempt goes on; % would begin a pattern.
      ['output', `${folder.replaceAll('%', '%%')}/slurm-%a.log`],
      ['open-mode', 'append'],
      ...(partition === '' ? [] : [['partition', partition] as const]),
      ...(account === '' ? [] : [['account', account] as const]),
    ];
    const directives = lines.map(([key, value]) => directive(key, value)).join('');
    return `${directives}#SBATCH --requeue\n${freedShardCommand(submission, '"$SLURM_ARRAY_TASK_ID"')}\n`;
  },
};
