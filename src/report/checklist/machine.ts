import type { ChecklistEntry } from './contract.js';

/** Hardware, and the versions that results depend on. */
export const machineEntry: ChecklistEntry = (sources) => ({
  id: 'machine',
  title: 'Hardware and software',
  answer:
    'Results are the same, byte for byte, on the same major version of Node and the same processor architecture. The ' +
    'code is a digest of all that a trial runs, the exact versions of its packages included, which package-lock.json ' +
    'pins; changed code computes every trial anew.',
  tables: [
    {
      title: 'Of each run',
      columns: ['experiment', 'processor', 'cores', 'memory', 'system', 'Node', 'V8', 'moe', 'code', 'spec'],
      rows: sources.map(({ run: { experiment, machine, node, v8, moe, spec } }) => [
        experiment,
        machine.cpu,
        String(machine.cores),
        `${machine.memoryGiB} GiB`,
        `${machine.platform} ${machine.arch}`,
        node,
        v8,
        moe.version,
        moe.code.slice(0, 12),
        spec.digest.slice(0, 12),
      ]),
    },
  ],
});
