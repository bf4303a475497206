/** Costs of the same work side by side, and what shows that it was the same. */
import type { Table } from '../documents/contract.js';

/** One quantity of the same work, by ours and by a peer. */
export interface Comparison {
  /** What was done, or below it, indented, what shows that both did it. */
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  /** Null where the peer is not installed; absent where there is none to compare with. */
  readonly peer?: number | null;
  /** Ours over the peer's at most. */
  readonly target?: number;
  /** Digits shown behind the point. */
  readonly digits: number;
}

/** Rows of text for `table`; a ratio where there is a cost, in seconds, to compare. */
export function comparisonRows(comparisons: readonly Comparison[]): string[][] {
  const rows = comparisons.map(({ name, unit, ours, peer, target, digits }) => {
    const theirs = peer === undefined ? '' : peer === null ? 'absent' : peer.toFixed(digits);
    const ratio = typeof peer === 'number' && unit === CPU ? (ours / peer).toFixed(2) : '';
    return [name, unit, ours.toFixed(digits), theirs, ratio, target === undefined ? '' : String(target)];
  });
  return [['', 'unit', 'ours', 'peer', 'ours / peer', 'target'], ...rows];
}

/** The unit of costs. */
export const CPU = 'CPU s';

/** CPU seconds of a job of mnist.py, and what shows which work was done. */
export interface PeerResult {
  readonly seconds: number;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly iterations?: number;
  readonly inertia?: number;
}

/** CPU seconds; at most this share of the peer's are wanted. */
export function cost(name: string, ours: number, peer: PeerResult | null, target: number): Comparison {
  return { ...beside(name, ours, peer), target };
}

/** CPU seconds beside another way of the peer's. */
export function beside(name: string, ours: number, peer: PeerResult | null): Comparison {
  return { name, unit: CPU, ours, peer: peer?.seconds ?? null, digits: 2 };
}

/** The lines below a cost. */
export function sameWork(ours: { loss?: number; accuracy: number }, peer: PeerResult | null): Comparison[] {
  const { loss, accuracy } = ours;
  const right = { name: '  test accuracy', unit: 'share', ours: accuracy, peer: peer?.accuracy ?? null, digits: 4 };
  if (loss === undefined) return [right];
  return [{ name: '  objective a sample', unit: 'nats', ours: loss, peer: peer?.loss ?? null, digits: 5 }, right];
}

/** A table of rows of text: the first row has the titles, the first column names the rows. */
export function tableOf(caption: string, [titles = [], ...rows]: readonly (readonly string[])[]): Table {
  const columns = titles.map((title, c) => ({ title, ...(c === 0 ? {} : { number: true }) }));
  return { kind: 'table', caption, columns, rows };
}
