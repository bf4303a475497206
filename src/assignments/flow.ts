/**
 * The exact assignment of least total loss with bounded cluster sizes, as a minimum-cost flow over the k clusters.
 *
 * From the argmin assignment, where no move pays, every cluster above `max` or below `min` must shed or gain samples.
 * The network has a node per cluster and one more, T, which collects the sizes:
 *   a -> b   gives one sample of a to b; costs the least loss[i, b] - loss[i, a] over the samples i of a
 *   a -> T   free, while a counts less than max; T -> a takes that back, while a counts more than min
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
import type { Heap } from './heap.js';
import { append, emptyHeap, heapify, pop, push, reset } from './heap.js';

/** Room for k clusters, used again from call to call; the heaps take their size from the samples. */
export interface FlowWorkspace {
  readonly k: number;
  /** Heap a * k + b orders the samples of a by the cost of their move to b; samples that have left a stay until met. */
  readonly heaps: readonly Heap[];
  /** (k + 1) x (k + 1) costs of the arcs, Infinity where there is none; node k is T. */
  readonly cost: Float64Array;
  /** What each node holds beyond (above 0) or short of (below 0) its due. */
  readonly supply: Int32Array;
  /** Flow from each cluster to T, within the bounds. */
  readonly counted: Uint32Array;
  /** Distances from the nodes of positive supply: those of the last round keep reduced costs >= 0 in the next. */
  readonly potential: Float64Array;
  readonly distance: Float64Array;
  readonly reduced: Float64Array;
  readonly parent: Int32Array;
  readonly settled: Uint8Array;
}

export function flowWorkspace(k: number): FlowWorkspace {
  const nodes = k + 1;
  return {
    k,
    heaps: Array.from({ length: k * k }, emptyHeap),
    cost: new Float64Array(nodes * nodes),
    supply: new Int32Array(nodes),
    counted: new Uint32Array(k),
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

/** Sets supplies from the sizes of the clusters; returns how many samples' worth of flow must be sent. */
function measure(w: FlowWorkspace, bounds: SizeBounds, labels: Uint32Array): number {
  const { k, supply, counted } = w;
  supply.fill(0);
  for (let i = 0; i < labels.length; i++) supply[labels[i]]++;
  let above = 0;
  let below = 0;
  for (let a = 0; a < k; a++) {
    counted[a] = Math.min(Math.max(supply[a], bounds.min), bounds.max);
    supply[a] -= counted[a];
    above += Math.max(supply[a], 0);
    below += Math.max(-supply[a], 0);
  }
  supply[k] = below - above;
  return Math.max(above, below);
}

function fillHeaps(w: FlowWorkspace, data: Float64Array, scale: number, labels: Uint32Array): void {
  const { k, heaps, supply, counted } = w;
  for (let h = 0; h < heaps.length; h++) {
    const a = Math.floor(h / k);
    reset(heaps[h], h % k === a ? 0 : supply[a] + counted[a]);
  }
  for (let i = 0; i < labels.length; i++) {
    const a = labels[i];
    const here = data[i * k + a] * scale;
    for (let b = 0; b < k; b++) if (b !== a) append(heaps[a * k + b], data[i * k + b] * scale - here, i);
  }
  for (const heap of heaps) heapify(heap);
}

/** Brings the costs of the moves out of cluster a up to date. */
function priceMoves(w: FlowWorkspace, a: number, labels: Uint32Array): void {
  const { k, heaps, cost } = w;
  for (let b = 0; b < k; b++) {
    const heap = heaps[a * k + b];
    while (heap.size > 0 && labels[heap.ids[0]] !== a) pop(heap);
    cost[a * (k + 1) + b] = heap.size > 0 ? heap.keys[0] : Infinity;
  }
}

/** Brings the arcs between cluster a and T up to date. */
function priceCount(w: FlowWorkspace, a: number, { min, max }: SizeBounds): void {
  const { k, cost, counted } = w;
  cost[a * (k + 1) + k] = counted[a] < max ? 0 : Infinity;
  cost[k * (k + 1) + a] = counted[a] > min ? 0 : Infinity;
}

/**
 * Shortest paths from all nodes of positive supply, by Dijkstra on reduced costs over the k + 1 nodes: O(k^2).
 * Distances are summed from the costs themselves, so rounding does not pile up over the rounds.
 * @returns the nearest node of negative supply, or -1.
 */
function shortestPaths(w: FlowWorkspace): number {
  const { cost, supply, potential, distance, reduced, parent, settled } = w;
  const nodes = w.k + 1;
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
    for (let v = 0; v < nodes; v++) {
      if (settled[v] === 1) continue;
      const price = cost[u * nodes + v];
      const length = near + Math.max(0, price + potential[u] - potential[v]);
      if (length < reduced[v]) {
        reduced[v] = length;
        distance[v] = distance[u] + price;
        parent[v] = u;
      }
    }
  }
  let target = -1;
  for (let v = 0; v < nodes; v++) {
    if (settled[v] === 0) continue;
    potential[v] = distance[v];
    if (supply[v] < 0 && (target < 0 || distance[v] < distance[target])) target = v;
  }
  return target;
}

/** Gives the cheapest sample of a for b to b. */
function move(w: FlowWorkspace, a: number, b: number, data: Float64Array, scale: number, labels: Uint32Array): void {
  const { k, heaps } = w;
  const i = heaps[a * k + b].ids[0];
  labels[i] = b;
  const here = data[i * k + b] * scale;
  for (let c = 0; c < k; c++) if (c !== b) push(heaps[b * k + c], data[i * k + c] * scale - here, i);
  priceMoves(w, a, labels);
  priceMoves(w, b, labels);
}

/**
 * Writes the assignment of least total loss whose clusters all hold bounds.min..bounds.max samples. Exact up to
 * rounding of sums of at most k loss differences (exact for integers); ties are broken the same way every time. Where
 * argmin keeps the bounds, it is the answer, for O(n k).
 *
 * Otherwise O(n k) for the heaps, then a round for each of at most n samples in excess or missing: O(k^2), and
 * O(k log n) for each sample that it moves. Memory: 12 bytes x k (n + moves). n = 3000, k = 3 takes about 1 ms; n = 1e6,
 * k = 10 from 0.6 s (argmin's sizes nearly equal) to 9 s (all samples want one expert).
 * @param loss n x k, finite, not changed.
 * @param labels n, overwritten.
 * @throws InputError where the bounds cannot hold.
 */
export function boundedAssignment(
  loss: Matrix,
  bounds: SizeBounds,
  labels: Uint32Array,
  w: FlowWorkspace = flowWorkspace(loss.cols),
): void {
  const { data, cols: k } = loss;
  argminRows(loss, labels);
  const rounds = measure(w, bounds, labels);
  if (rounds === 0) return;
  const scale = safeScale(data);
  fillHeaps(w, data, scale, labels);
  w.potential.fill(0);
  w.cost.fill(Infinity);
  for (let a = 0; a < k; a++) {
    priceMoves(w, a, labels);
    priceCount(w, a, bounds);
  }
  for (let round = 0; round < rounds; round++) {
    const target = shortestPaths(w);
    if (target < 0)
      throw new InputError(`sizes ${bounds.min}..${bounds.max} cannot hold for n = ${loss.rows}, k = ${k}`);
    // Backwards, so that every move is the one whose cost made the path.
    let v = target;
    for (let u = w.parent[v]; u >= 0; u = w.parent[v]) {
      if (u === k) {
        w.counted[v]--;
        priceCount(w, v, bounds);
      } else if (v === k) {
        w.counted[u]++;
        priceCount(w, u, bounds);
      } else {
        move(w, u, v, data, scale, labels);
      }
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
  return (loss, bounds, labels) => {
    if (workspace.k !== loss.cols) workspace = flowWorkspace(loss.cols);
    boundedAssignment(loss, bounds, labels, workspace);
  };
}

/** The flow as a solver of the rules. */
export const flow: Solver = { load: async () => flowSolver(), memory: flowMemory };
