/** A report made by hand: a quick solver, a slower one that stops, one that differs and fails, one that is absent. */
import type { Report, Result } from './assignment.js';
import type { Solver } from './assignment-solvers.js';

const solver = (name: string, about: string): Solver => ({ name, about, open: async () => ({ absent: 'not opened' }) });

const measured = (name: string, n: number, ms: number, ratio: number | null, objective: number): Result => ({
  ...{ solver: name, n, ms, ratio, objective },
  ...{ status: 'ok', calls: 5, note: '' },
});

const none = (name: string, n: number, status: Result['status'], note: string): Result => ({
  ...{ solver: name, n, status, note },
  ...{ ms: null, ratio: null, calls: 0, objective: null },
});

/** What hostile texts may hold. */
export const hostile = '<script>|\\"a",b';

export const report: Report = {
  machine: 'a processor, Node 20',
  versions: ['Square 1.0'],
  scaling: { k: 3, sizes: [100, 300], limit: 3, memory: 1 },
  solvers: [
    solver('quick', 'quick (ours)'),
    solver('square', 'n × n'),
    solver('odd', hostile),
    solver('gone', 'not here'),
  ],
  results: [
    measured('quick', 100, 0.0125, null, 10),
    measured('square', 100, 4321.4, 345712, 10),
    { ...measured('odd', 100, 1.25, 100, 11), status: 'differs', note: 'its total loss is off by 1e-1' },
    none('gone', 100, 'absent', 'python3 lacks gone (apt-get install python3-gone)'),
    measured('quick', 300, 0.05, null, 30),
    none('square', 300, 'beyond', 'a call took more than 3 CPU s at n = 100'),
    none('odd', 300, 'failed', hostile),
    none('gone', 300, 'absent', 'python3 lacks gone (apt-get install python3-gone)'),
  ],
};
