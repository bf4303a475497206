import type { IIoK8sApiBatchV1Job } from 'kubernetes-models/batch/v1/Job';
import type { ParametersOf } from '../../components/contract.js';
import type { Engine, Submission } from './contract.js';
import { atOnceOf, freedShardCommand } from './task.js';

const parameters = {
  image: {
    kind: 'text',
    default: '',
    about: 'an image with moe in its path; sparse-moe:<version> when empty',
  },
  claim: { kind: 'text', default: 'moe', about: 'claim of a volume that all pods can write (ReadWriteMany)' },
} as const;

/** Where the volume is mounted: paths in the spec and in flags are below it. */
const mounted = '/work';

/** Attempts that a shard has beyond the first. */
const retries = 3;

/** The shard of the index that a pod has: the next number, or, where only some are missing, one of these. */
function script(submission: Submission): string {
  const { missing, shards } = submission;
  if (missing.length === shards) return freedShardCommand(submission, '"$((JOB_COMPLETION_INDEX + 1))"');
  return `set -- ${missing.join(' ')}; shift "$JOB_COMPLETION_INDEX"; ${freedShardCommand(submission, '"$1"')}`;
}

function jobOf(submission: Submission, { image, claim }: ParametersOf<typeof parameters>): IIoK8sApiBatchV1Job {
  const { name, missing, threads, memory, minutes, version } = submission;
  // The name of a pod's host is this with its index, at most 63 characters.
  const label = `moe-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 40).replace(/-+$/, '');
  const size = { memory: `${memory}Mi` };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { generateName: `${label}-`, labels: { 'app.kubernetes.io/name': 'moe', experiment: label } },
    spec: {
      completionMode: 'Indexed',
      completions: missing.length,
      parallelism: atOnceOf(submission),
      backoffLimitPerIndex: retries,
      // Where one in ten fails for good, something is wrong with all.
      maxFailedIndexes: Math.ceil(missing.length / 10),
      // Two pods of one shard would meet at its lock.
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          // A pod that was evicted has done nothing wrong.
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          // Invalid input: no attempt will go better, of no shard.
          { action: 'FailJob', onExitCodes: { operator: 'In', values: [2] } },
        ],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          activeDeadlineSeconds: 60 * minutes,
          containers: [
            {
              name: 'moe',
              image: image === '' ? `sparse-moe:${version}` : image,
              workingDir: mounted,
              command: ['sh', '-c', script(submission)],
              resources: { requests: { cpu: threads, ...size }, limits: size },
              volumeMounts: [{ name: 'work', mountPath: mounted }],
            },
          ],
          volumes: [{ name: 'work', persistentVolumeClaim: { claimName: claim } }],
        },
      },
    },
  };
}

/** An indexed Job, whose retries are counted for each index (Kubernetes 1.33, or 1.29 with the feature on). */
export const kubernetes: Engine<typeof parameters> = {
  name: 'kubernetes',
  about: 'an indexed Job, as a manifest for kubectl create',
  parameters,
  most: 10_000,
  limitedBy: 'the status of a Job lists its indices',
  program: 'moe',
  use: ({ name }) =>
    `Save it as ${name}.yaml, then: kubectl create -f ${name}.yaml (${mounted} has experiments, data and results)`,
  handOver: { command: ['kubectl', 'create', '-f', '-'], from: 'Kubernetes' },
  write: jobOf,
};
