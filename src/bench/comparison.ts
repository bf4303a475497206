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
