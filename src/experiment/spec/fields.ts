/** What several tables of a spec have in common. */

export const trials = { kind: 'integer', min: 1, max: 1_000_000, about: 'Trials of a cell' } as const;
export const about = { kind: 'text', default: '', about: 'A line for people' } as const;
export const expert = { kind: 'component', registry: 'experts' } as const;
export const count = { kind: 'integer', min: 0 } as const;

export const text = (line: string) => ({ kind: 'text', about: line }) as const;
export const number = (line: string) => ({ kind: 'number', optional: true, about: line }) as const;
export const task = (line: string) => ({ ...text(line), refers: 'tasks' }) as const;
export const method = (line: string) => ({ ...text(line), refers: 'methods' }) as const;
export const tasks = { kind: 'list', of: { kind: 'text', refers: 'tasks' }, items: 'tasks', distinct: true } as const;
export const methods = {
  kind: 'list',
  of: { kind: 'text', refers: 'methods' },
  items: 'methods',
  distinct: true,
} as const;

export const flag = (line: string) => ({ kind: 'flag', default: false, about: line }) as const;
export const places = {
  kind: 'mapping',
  of: 'value',
  items: 'swept names to values',
  named: true,
  refers: 'sweeps',
} as const;
export const range = { kind: 'list', of: 'number', items: 'numbers', least: 2, most: 2, optional: true } as const;
