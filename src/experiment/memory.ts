/** What memory a trial needs, by what its components say of themselves. */
import type { AssignmentRule } from '../assignments/contract.js';
import type { Reference } from '../components/contract.js';
import { doubles, type Memory, summed, together } from '../components/memory.js';
import { referencesOf } from '../components/parameters.js';
import type { Length, StateField, StateTable } from '../components/state.js';
import type { TaskSize } from '../datasets/contract.js';
import { sizeOf } from '../datasets/size.js';
import { InputError } from '../errors.js';
import type { Gate } from '../gates/contract.js';
import { stream } from '../math/random.js';
import type { Catalog } from './catalog.js';
import type { Cell } from './contract.js';

/** Of one array, in Node 20. */
const mostValues = 2 ** 32;

/** How large the tasks of the data are. Costs the loading of one where that is not known beforehand. @throws as `load`. */
export function taskSize(data: Reference, { datasets }: Catalog): TaskSize {
  const dataset = datasets.get(data.name);
  return dataset.size?.(data) ?? sizeOf(dataset.load(data, stream('check')));
}

/**
 * The most memory that a trial of the cell holds at once, and in a sentence what most of it is. It is rather too much than
 * too little: an expert may be fitted to all samples at some time. A component from outside that does not tell counts as
 * nothing.
 * @param size of its tasks.
 * @throws InputError for what no array can hold.
 */
export function memoryOf(cell: Cell, catalog: Catalog, size: TaskSize = taskSize(cell.data, catalog)): Memory {
  const { k, data, expert, learn } = cell;
  const { n, test, d, classes } = size;
  checkLength(n + test, d, 'features');
  checkLength(n + test, k, 'losses');
  const dataset = catalog.datasets.get(data.name);
  const method = catalog.methods.get(learn.name);
  const kind = catalog.experts.get(expert.name);
  const lengths = { d, k, c: classes, m: Math.ceil(n / k) };
  const parts: (Memory | undefined)[] = [
    { bytes: size.bytes, why: `the data of ${n + test} x ${d + 1} values` },
    dataset.memory?.(data, size),
    // Those that are learned from, and those of a metric.
    doubles(2 * (n + test) * k, `losses and responsibilities of ${n + test} x ${k}`),
    method.memory?.(learn, size, k),
    ...(method.ownExperts
      ? []
      : [stateMemory(kind.state, lengths, expert, k), kind.memory?.(expert, size, method.needsRelaxable)]),
    ...referencesOf(method.parameters, learn, catalog).map(({ component, kind: registry, reference }) => {
      if (registry === 'gates') return (component as Gate).memory?.(reference, size, k);
      return (component as Partial<AssignmentRule>).memory?.(reference, n, k);
    }),
  ];
  return summed(parts.filter((part) => part !== undefined));
}

function checkLength(rows: number, cols: number, what: string): void {
  if (rows * cols <= mostValues) return;
  throw new InputError(`${rows} x ${cols} ${what} = ${rows * cols} values; an array has at most ${mostValues}`);
}

/** The states of k experts, before and after a fit. */
function stateMemory(table: StateTable, lengths: Lengths, settings: Reference, k: number): Memory {
  const h = typeof settings.hidden === 'number' ? settings.hidden : 1;
  const lengthOf = (length: Length) => {
    const [letter, more] = length.split(' + ') as [keyof Lengths | 'h', string | undefined];
    return (letter === 'h' ? h : lengths[letter]) + Number(more ?? 0);
  };
  const sides = (field: StateField): number[] => {
    if (field.kind === 'number') return [1];
    return field.kind === 'matrix' ? [lengthOf(field.rows), lengthOf(field.cols)] : [lengthOf(field.length)];
  };
  return together(
    table.map((field) => {
      const each = sides(field);
      const count = each.reduce((product, side) => product * side, 1);
      return doubles(2 * k * count, `${field.name} of ${k} experts x ${each.join(' x ')}, before and after a fit`);
    }),
  );
}

interface Lengths {
  readonly d: number;
  readonly k: number;
  readonly c: number;
  readonly m: number;
}
