/** One part of a grid: the index-th of so many, from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** As many as a run can have trials. */
export const maxShards = 1_000_000;

/** `2/4`, as it is given. */
export const spokenShard = ({ index, of }: Shard): string => `${index}/${of}`;
