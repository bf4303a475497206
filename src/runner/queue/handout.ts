/** Which trials of a run are with workers, and which come next. Knows nothing of Redis. */
import type { Trial, TrialList } from '../../experiment/contract.js';
import { chunkId, chunkLength, chunkSeconds } from './chunks.js';
import type { Pace } from './pace.js';

export interface Handout {
  /** The ids of the chunks that are with workers, or wait for one. */
  readonly out: Iterable<string>;
  /** How many they are. */
  readonly size: number;
  /** The next chunk; undefined where every trial is done or with a worker. @param lanes of all workers. */
  next(lanes: number): { readonly id: string; readonly trials: readonly Trial[] } | undefined;
  /** A chunk of an earlier coordinator that is in the queue. @returns false where none of its trials is needed. */
  adopt(id: string, places: readonly number[]): boolean;
  /** The trial came back. */
  settle(place: number): void;
  /** The chunk is in the queue no more: those of its trials that have not come back are handed out again. */
  lost(id: string): void;
  /** The same, each by itself. @returns the trial that was by itself before, where it was one. */
  apart(id: string): Trial | undefined;
}

interface Out {
  readonly places: readonly number[];
  left: number;
}

export function openHandout(trials: TrialList, pace: Pace): Handout {
  const out = new Map<string, Out>();
  /** By trial: the chunk that it is in. */
  const chunkOf = new Map<number, string>();
  const settled = new Uint8Array(trials.length);
  /** To be handed out before those that come next: groups of trials that stay together at most. */
  const again: number[][] = [];
  let cursor = 0;
  const free = (place: number) => settled[place] === 0 && !chunkOf.has(place);
  const put = (id: string, places: readonly number[]) => {
    out.set(id, { places, left: places.length });
    for (const place of places) chunkOf.set(place, id);
  };
  const take = (id: string): number[] => {
    const { places } = out.get(id)!;
    out.delete(id);
    const missing = places.filter((place) => settled[place] === 0);
    for (const place of places) if (chunkOf.get(place) === id) chunkOf.delete(place);
    return missing;
  };
  const skip = () => {
    while (cursor < trials.length && !free(cursor)) cursor += 1;
  };
  const candidates = (): number[] | undefined => {
    for (let group = again.at(-1); group !== undefined; group = again.at(-1)) {
      const left = group.filter(free);
      again.pop();
      if (left.length > 0) return left;
    }
    skip();
    return undefined;
  };
  return {
    get out() {
      return out.keys();
    },
    get size() {
      return out.size;
    },
    next(lanes) {
      const group = candidates();
      if (group === undefined && cursor >= trials.length) return undefined;
      const ahead: number[] = group ?? [cursor];
      const seek = (count: number): number | undefined => {
        for (let at = ahead.at(-1)! + 1; group === undefined && ahead.length <= count && at < trials.length; at++)
          if (free(at)) ahead.push(at);
        return ahead[count];
      };
      const left = pace.left();
      const length = chunkLength(
        (count) => {
          const place = seek(count);
          return place === undefined ? undefined : pace.of(trials.at(place)!);
        },
        chunkSeconds(left ?? 0, lanes),
      );
      const places = ahead.slice(0, length);
      if (group !== undefined && group.length > length) again.push(group.slice(length));
      const chosen = places.map((place) => trials.at(place)!);
      const id = chunkId(chosen);
      put(id, places);
      return { id, trials: chosen };
    },
    adopt(id, places) {
      const needed = places.filter(free);
      if (needed.length > 0) put(id, needed);
      return needed.length > 0;
    },
    settle(place) {
      settled[place] = 1;
      const id = chunkOf.get(place);
      if (id === undefined) return;
      chunkOf.delete(place);
      const chunk = out.get(id)!;
      chunk.left -= 1;
      if (chunk.left === 0) out.delete(id);
    },
    lost(id) {
      const missing = take(id);
      if (missing.length > 0) again.push(missing);
    },
    apart(id) {
      const alone = out.get(id)!.places.length === 1;
      const missing = take(id);
      if (alone) return missing.map((place) => trials.at(place)!)[0];
      for (const place of missing.toReversed()) again.push([place]);
      return undefined;
    },
  };
}
