import type { Engine, Submission } from './contract.js';
import { shardCommand } from './task.js';

const parameters = {
  runner: { kind: 'text', default: 'ubuntu-latest', about: 'the machines that run it' },
  install: {
    kind: 'text',
    default: '',
    about: 'how moe is installed; its package in the repository when empty',
  },
} as const;

/** GitHub puts the number of a task's shard for it. */
export const matrixShard = ['$', '{{ matrix.shard }}'].join('');

/** What each job begins with. */
function preparation({ node, version }: Submission, install: string) {
  return [
    { uses: 'actions/checkout@v4' },
    { uses: 'actions/setup-node@v4', with: { 'node-version': node } },
    { run: install === '' ? `npm install --no-save ./sparse-moe-${version}.tgz` : install },
  ];
}

/** Gathers the shards of the same run and writes the results. */
function mergeJob(submission: Submission, runner: string, install: string) {
  const { name, folder, program, merge } = submission;
  return {
    needs: 'shard',
    'runs-on': runner,
    steps: [
      ...preparation(submission, install),
      { uses: 'actions/download-artifact@v4', with: { pattern: 'shard-*', path: folder, 'merge-multiple': true } },
      { run: `${program} ${merge}` },
      { uses: 'actions/upload-artifact@v4', with: { name, path: folder.replace(/\/shards$/, ''), overwrite: true } },
    ],
  };
}

/**
 * A GitHub workflow with a matrix over the shards, whose files are artifacts, and a job that merges them. GitHub runs a
 * failed task again by itself ("Re-run failed jobs"), with the artifacts of the others; where only some shards are asked
 * for, the others are not there, and so nothing is merged there.
 */
export const github: Engine<typeof parameters> = {
  name: 'github',
  about: 'a workflow with a matrix, for GitHub Actions',
  parameters,
  most: 256,
  limitedBy: 'a matrix of GitHub makes no more jobs',
  program: 'npx moe',
  use: ({ name }) => `Save it as .github/workflows/${name}.yaml, push it, and run it there by hand.`,
  handOver: {
    instead:
      'GitHub starts it: save what is printed as a file of .github/workflows/, push it, and run it there by hand',
  },
  write(submission, { runner, install }) {
    const { name, folder, shards, missing, atOnce, minutes } = submission;
    const shard = {
      'runs-on': runner,
      'timeout-minutes': minutes,
      strategy: {
        'fail-fast': false,
        ...(atOnce === null ? {} : { 'max-parallel': atOnce }),
        matrix: { shard: [...missing] },
      },
      steps: [
        ...preparation(submission, install),
        { run: shardCommand(submission, matrixShard) },
        {
          uses: 'actions/upload-artifact@v4',
          with: {
            name: `shard-${matrixShard}`,
            path: `${folder}/*.ndjson`,
            'if-no-files-found': 'error',
            overwrite: true,
          },
        },
      ],
    };
    const jobs = missing.length === shards ? { shard, merge: mergeJob(submission, runner, install) } : { shard };
    return { name, on: 'workflow_dispatch', permissions: { contents: 'read' }, jobs };
  },
};
