/**
 * The exact assignment of least total loss with bounded cluster sizes, as a minimum-cost flow over the k clusters.
 *
 * From the argmin assignment, where no move pays, every cluster above `max` or below `min` must shed or gain samples.
 * The network has a node per cluster and one more, T, which collects the sizes:
 *   a -> b   gives one sample of a to b; costs the least loss[i, b] - loss[i, a] over the samples i of a
 *   a -> T   free, while a counts less than max; T -> a takes that back, while a counts more than min
 * Where there are bounds for each class, a cluster has a leaf for each class between its samples and itself: moves lead
 * from leaf to leaf within a class, and a leaf counts at least `perClass` samples towards its cluster.
 *
 * Each round sends one sample's worth along a shortest path from a node with too much to one with too little, which
 * keeps the assignment optimal for its sizes (successive shortest paths: Ahuja, Magnanti and Orlin 1993, section 9.7).
 * All is integral by total unimodularity of the transportation constraints; the paper (section 3.1) prints its LP
 * without the size bounds that its text describes, and cites Birkhoff and von Neumann, who cover the square case only.
 */
import type { Memory } from '../components/memory.js';
import { InputError } from '../errors.js';
import type { Matrix } from '../math/matrix.js';
import { argminRows } from '../math/matrix.js';
import type { Solver } from './bounded.js';
import type { BoundedSolver, SizeBounds } from './bounds.js';
import type { SampleClasses } from './contract.js';
import type { Heap } from './heap.js';
import { append, emptyHeap, heapify, pop, push, reset } from './heap.js';

/** Room for k clusters, used again from call to call; the heaps take their size from the samples. */
export interface FlowWorkspace {
  readonly k: number;
  /** How many classes are counted; 0 where none are. */
  readonly classes: number;
  /** Samples move among leaves: those of their class, c k + a for cluster a; the clusters themselves where none are counted. */
  readonly leaves: number;
  /** Heap v * k + b orders the samples of leaf v by the cost of their move to cluster b; samples that have left v stay until met. */
  readonly heaps: readonly Heap[];
  /** Their least costs, Infinity where there is no sample. */
  readonly moves: Float64Array;
  /** Whom a node counts towards: leaves, then clusters, then T, the last node, which counts towards none. */
  readonly up: Int32Array;
  /** Limits of the flow from each node to that. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** That flow, within the limits. */
  readonly counted: Uint32Array;
  /** What each node holds beyond (above 0) or short of (below 0) its due. */
  readonly supply: Int32Array;
  /** Distances from the nodes of positive supply: those of the last round keep reduced costs >= 0 in the next. */
  readonly potential: Float64Array;
  readonly distance: Float64Array;
  readonly reduced: Float64Array;
  readonly parent: Int32Array;
  readonly settled: Uint8Array;
}

export function flowWorkspace(k: number, classes = 0): FlowWorkspace {
  const leaves = Math.max(1, classes) * k;
  const nodes = leaves + (classes > 0 ? k : 0) + 1;
  const above = (v: number) => (classes > 0 && v < leaves ? leaves + (v % k) : nodes - 1);
  return {
    k,
    classes,
    leaves,
    heaps: Array.from({ length: leaves * k }, emptyHeap),
    moves: new Float64Array(leaves * k),
    up: Int32Array.from({ length: nodes }, (_, v) => (v === nodes - 1 ? -1 : above(v))),
    low: new Uint32Array(nodes),
    high: new Uint32Array(nodes),
    counted: new Uint32Array(nodes),
    supply: new Int32Array(nodes),
    potential: new Float64Array(nodes),
    distance: new Float64Array(nodes),
    reduced: new Float64Array(nodes),
    parent: new Int32Array(nodes),
    settled: new Uint8Array(nodes),
  };
}

/** A power of two that keeps sums of differences of the losses finite; 1 unless they come near the largest double. */
function safeScale(data: Float64Array): number {
  for (let q = 0; q < data.length; q++) if (Math.abs(data[q]) > 2 ** 960) return 2 ** -64;
  return 1;
}

/** Class indices of the samples, where they are counted. */
type Classes = ArrayLike<number> | undefined;

/** The leaf of sample i in cluster a. */
const leafOf = (i: number, a: number, k: number, classes: Classes): number =>
  classes === undefined ? a : classes[i] * k + a;

/** Sets limits, counts and supplies; returns how many samples' worth of flow must be sent. */
function measure(w: FlowWorkspace, bounds: SizeBounds, labels: Uint32Array, classes: Classes): number {
  const { k, supply, counted, up, low, high } = w;
  const top = supply.length - 1;
  for (let v = 0; v < top; v++) {
    const isCluster = up[v] === top;
    low[v] = isCluster ? bounds.min : (bounds.perClass ?? 0);
    high[v] = isCluster ? bounds.max : labels.length;
  }
  supply.fill(0);
  for (let i = 0; i < labels.length; i++) supply[leafOf(i, labels[i], k, classes)]++;
  let needed = 0;
  for (let v = 0; v < top; v++) {
    counted[v] = Math.min(Math.max(supply[v], low[v]), high[v]);
    supply[v] -= counted[v];
    supply[up[v]] += counted[v];
  }
  supply[top] -= labels.length;
  for (let v = 0; v <= top; v++) needed += Math.max(supply[v], 0);
  return needed;
}

function fillHeaps(w: FlowWorkspace, data: Float64Array, scale: number, labels: Uint32Array, classes: Classes): void {
  const { k, heaps, supply, counted } = w;
  for (let h = 0; h < heaps.length; h++) {
    const v = Math.floor(h / k);
    reset(heaps[h], h % k === v % k ? 0 : supply[v] + counted[v]);
  }
  for (let i = 0; i < labels.length; i++) {
    const a = labels[i];
    const from = leafOf(i, a, k, classes) * k;
    const here = data[i * k + a] * scale;
    for (let b = 0; b < k; b++) if (b !== a) append(heaps[from + b], data[i * k + b] * scale - here, i);
  }
  for (const heap of heaps) heapify(heap);
}

/** Brings the costs of the moves out of a leaf up to date. */
function priceMoves(w: FlowWorkspace, v: number, labels: Uint32Array): void {
  const { k, heaps, moves } = w;
  const a = v % k;
  for (let b = 0; b < k; b++) {
    const heap = heaps[v * k + b];
    while (heap.size > 0 && labels[heap.ids[0]] !== a) pop(heap);
    moves[v * k + b] = heap.size > 0 ? heap.keys[0] : Infinity;
  }
}

/** Follows the arc from u, which is `near` from where paths begin, to v. */
function relax(w: FlowWorkspace, u: number, v: number, price: number, near: number): void {
  const { potential, distance, reduced, parent, settled } = w;
  if (settled[v] === 1) return;
  const length = near + Math.max(0, price + potential[u] - potential[v]);
  if (length < reduced[v]) {
    reduced[v] = length;
    distance[v] = distance[u] + price;
    parent[v] = u;
  }
}

/** Follows the arcs out of a node. */
function relaxFrom(w: FlowWorkspace, u: number, near: number): void {
  const { k, leaves, moves, up, low, high, counted } = w;
  const top = up.length - 1;
  if (u < leaves) {
    const first = u - (u % k);
    for (let b = 0; b < k; b++) relax(w, u, first + b, moves[u * k + b], near);
  }
  if (u < top && counted[u] < high[u]) relax(w, u, up[u], 0, near);
  // Those that count towards u: of T the clusters; of a cluster its leaves, k apart, where it is none.
  if (u === top) for (let v = top - k; v < top; v++) if (counted[v] > low[v]) relax(w, u, v, 0, near);
  if (u >= leaves && u < top)
    for (let v = u - leaves; v < leaves; v += k) if (counted[v] > low[v]) relax(w, u, v, 0, near);
}

/**
 * Shortest paths from all nodes of positive supply, by Dijkstra on reduced costs: O(m^2) for m nodes. Distances are summed from the costs themselves, so rounding does not pile up over the rounds.
 * @returns the nearest node of negative supply, or -1.
 */
function shortestPaths(w: FlowWorkspace): number {
  const { supply, potential, distance, reduced, parent, settled } = w;
  const nodes = supply.length;
  for (let v = 0; v < nodes; v++) {
    reduced[v] = supply[v] > 0 ? 0 : Infinity;
    distance[v] = 0;
    parent[v] = -1;
    settled[v] = 0;
  }
  for (;;) {
    let u = -1;
    let near = Infinity;
    for (let v = 0; v < nodes; v++) {
      if (settled[v] === 0 && reduced[v] < near) {
        near = reduced[v];
        u = v;
      }
    }
    if (u < 0) break;
    settled[u] = 1;
    relaxFrom(w, u, near);
  }
  let target = -1;
  for (let v = 0; v < nodes; v++) {
    if (settled[v] === 0) continue;
    potential[v] = distance[v];
    if (supply[v] < 0 && (target < 0 || distance[v] < distance[target])) target = v;
  }
  return target;
}

/** Gives the cheapest sample of leaf u for the cluster of leaf v to that. */
function move(w: FlowWorkspace, u: number, v: number, data: Float64Array, scale: number, labels: Uint32Array): void {
  const { k, heaps } = w;
  const b = v % k;
  const i = heaps[u * k + b].ids[0];
  labels[i] = b;
  const here = data[i * k + b] * scale;
  for (let c = 0; c < k; c++) if (c !== b) push(heaps[v * k + c], data[i * k + c] * scale - here, i);
  priceMoves(w, u, labels);
  priceMoves(w, v, labels);
}

/**
 * Writes the assignment of least total loss whose clusters all hold bounds.min..bounds.max samples, and of each of c classes
 * at least bounds.perClass. Exact up to
 * rounding of sums of at most k loss differences (exact for integers); ties are broken the same way every time. Where
 * argmin keeps the bounds, it is the answer, for O(n k).
 *
 * Otherwise O(n k) for the heaps, then a round for each of at most n samples in excess or missing: O(k^2), or O(c^2 k^2), and
 * O(k log n) for each sample that it moves. Memory: 12 bytes x k (n + moves). n = 3000, k = 3 takes about 1 ms; n = 1e6,
 * k = 10 from 0.6 s (argmin's sizes nearly equal) to 9 s (all samples want one expert).
 * @param loss n x k, finite, not changed.
 * @param labels n, overwritten.
 * @param classes n class indices, where there are bounds for each.
 * @throws InputError where the bounds cannot hold.
 */
export function boundedAssignment(
  loss: Matrix,
  bounds: SizeBounds,
  labels: Uint32Array,
  classes?: SampleClasses,
  w: FlowWorkspace = flowWorkspace(loss.cols, classes?.labels.length),
): void {
  const { data, cols: k } = loss;
  argminRows(loss, labels);
  const rounds = measure(w, bounds, labels, classes?.of);
  if (rounds === 0) return;
  const scale = safeScale(data);
  fillHeaps(w, data, scale, labels, classes?.of);
  w.potential.fill(0);
  for (let v = 0; v < w.leaves; v++) priceMoves(w, v, labels);
  for (let round = 0; round < rounds; round++) {
    const target = shortestPaths(w);
    if (target < 0)
      throw new InputError(`sizes ${bounds.min}..${bounds.max} cannot hold for n = ${loss.rows}, k = ${k}`);
    // Backwards, so that every move is the one whose cost made the path.
    let v = target;
    for (let u = w.parent[v]; u >= 0; u = w.parent[v]) {
      if (w.up[v] === u) w.counted[v]--;
      else if (w.up[u] === v) w.counted[u]++;
      else move(w, u, v, data, scale, labels);
      v = u;
    }
    w.supply[target]++;
    w.supply[v]--;
  }
}

/** The heaps, which grow twofold where samples move. */
export function flowMemory(n: number, k: number): Memory {
  return { bytes: 24 * n * k, why: `the heaps of the moves of ${n} samples among ${k} experts` };
}

/** `boundedAssignment` that keeps its workspace from call to call. */
export function flowSolver(): BoundedSolver {
  let workspace = flowWorkspace(0);
  return (loss, bounds, labels, classes) => {
    const counted = bounds.perClass === undefined ? undefined : classes;
    const c = counted?.labels.length ?? 0;
    if (workspace.k !== loss.cols || workspace.classes !== c) workspace = flowWorkspace(loss.cols, c);
    boundedAssignment(loss, bounds, labels, counted, workspace);
  };
}

/** The flow as a solver of the rules. */
export const flow: Solver = { load: async () => flowSolver(), memory: flowMemory };
