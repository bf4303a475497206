import type { BoundExpert } from '../experts/contract.js';

/** Why a mixture cannot be used: `empty`, an expert holds no sample; `single-class`, it cannot tell classes apart. */
export interface Degeneracy {
  readonly kind: 'empty' | 'single-class';
  readonly reason: string;
}

/** The samples of each of k clusters. */
export interface Clusters {
  /** Sorts the samples by their labels, 0..k-1; what the other members give is of the last call. */
  sort(labels: Uint32Array): void;
  /** The k cluster sizes, overwritten by each sort. */
  readonly sizes: Uint32Array;
  /** The samples of cluster j, ascending: a view that the next sort overwrites. */
  rows(j: number): Uint32Array;
}

/** Buffers to sort n samples into k clusters, by counting: O(n + k) a sort. */
export function clusters(n: number, k: number): Clusters {
  const sizes = new Uint32Array(k);
  const ends = new Uint32Array(k);
  const order = new Uint32Array(n);
  return {
    sizes,
    sort(labels) {
      sizes.fill(0);
      for (let i = 0; i < n; i++) sizes[labels[i]!]!++;
      for (let j = 0, sum = 0; j < k; j++) {
        ends[j] = sum;
        sum += sizes[j]!;
      }
      for (let i = 0; i < n; i++) order[ends[labels[i]!]!++] = i;
    },
    rows: (j) => order.subarray(ends[j]! - sizes[j]!, ends[j]!),
  };
}

/** Why these clusters make no mixture of such experts: the first one that is empty or, where it matters, of one class. */
export function degeneracy(
  { sizes, rows }: Clusters,
  y: Float64Array,
  expert: Pick<BoundExpert, 'needsBothClasses'>,
): Degeneracy | null {
  const empty = sizes.indexOf(0);
  if (empty >= 0) return { kind: 'empty', reason: `expert ${empty} holds no sample` };
  const single = sizes.findIndex((_, j) => !fittable(rows(j), y, expert));
  return single < 0 ? null : { kind: 'single-class', reason: `expert ${single} holds one class only` };
}

/** Whether such an expert can be fitted to these samples: there are some, of more than one class where that matters. */
export function fittable(
  rows: Uint32Array,
  y: Float64Array,
  { needsBothClasses }: Pick<BoundExpert, 'needsBothClasses'>,
): boolean {
  return rows.length > 0 && !(needsBothClasses && ofOneClass(rows, y));
}

function ofOneClass(rows: Uint32Array, y: Float64Array): boolean {
  for (let r = 1; r < rows.length; r++) if (y[rows[r]!] !== y[rows[0]!]) return false;
  return true;
}
