/** Which trials of a run are with workers, and which come next. Knows nothing of Redis. */
import type { Trial, TrialList } from '../../experiment/contract.js';
import { sha256 } from '../../tables/file.js';
import { chunkLength, chunkSeconds, type Pace } from './pace.js';

export interface Handout {
  /** The ids of the chunks that are with workers, or wait for one. */
  readonly out: Iterable<string>;
  /** How many they are. */
  readonly size: number;
  /** The next chunk; undefined where every trial is done, with a worker, or waits for one to be. @param lanes of all workers. */
  next(lanes: number): { readonly id: string; readonly trials: readonly Trial[] } | undefined;
  /** A chunk of an earlier coordinator that is in the queue. @returns false where none of its trials is needed. */
  adopt(id: string, places: readonly number[]): boolean;
  /** The trial came back. */
  settle(place: number): void;
  /** The chunk is in the queue no more: those of its trials that have not come back are handed out again. */
  lost(id: string): void;
  /**
   * So it was, and its worker with it: the same, in smaller parts, as one of them may be the reason.
   * @returns the trial that is the reason, where that shows.
   */
  lostWithWorker(id: string): Trial | undefined;
}

/** A chunk that was lost with its worker is cut into so many parts. */
const parts = 8;
/**
 * A trial that was lost with so many workers, by itself each time, has failed. Fewer would blame long trials where
 * machines come and go: one that takes a minute, on workers that fail once an hour, is lost so often by chance in one
 * case of 200 000. The last time comes when all else is
 * done, and nothing else is computed meanwhile: it could be what kills the worker of both.
 */
export const mostLosses = 3;

interface Out {
  readonly places: readonly number[];
  left: number;
}

/** The id of a job is made of its trials, so that the same chunk is never in the queue twice. */
export function chunkId(trials: readonly Trial[]): string {
  return `t-${sha256(trials.map(({ key }) => key).join()).slice(0, 24)}`;
}

export function openHandout(trials: TrialList, pace: Pace): Handout {
  const out = new Map<string, Out>();
  /** By trial: the chunk that it is in. */
  const chunkOf = new Map<number, string>();
  const settled = new Uint8Array(trials.length);
  /** To be handed out before those that come next: groups of trials that stay together at most. */
  const again: number[][] = [];
  /** By trial: workers that were lost with it while it was by itself. */
  const losses = new Map<number, number>();
  let cursor = 0;
  const free = (place: number) => settled[place] === 0 && !chunkOf.has(place);
  /** The next loss would blame it; what is suspect is by itself, and comes by `again` alone. */
  const isSuspect = (place: number) => losses.get(place) === mostLosses - 1;
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
    while (cursor < trials.length && (!free(cursor) || isSuspect(cursor))) cursor += 1;
  };
  const candidates = (): number[] | undefined => {
    const pick = (suspects: boolean): number[] | undefined => {
      for (let at = again.length - 1; at >= 0; at--) {
        const left = again[at]!.filter(free);
        if (left.some(isSuspect) && !suspects) continue;
        again.splice(at, 1);
        if (left.length > 0) return left;
      }
      return undefined;
    };
    const group = pick(false);
    if (group !== undefined) return group;
    skip();
    if (cursor >= trials.length && out.size === 0) return pick(true);
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
          if (free(at) && !isSuspect(at)) ahead.push(at);
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
    lostWithWorker(id) {
      const alone = out.get(id)!.places.length === 1;
      const missing = take(id);
      const [first] = missing;
      if (first === undefined) return undefined;
      if (alone) losses.set(first, (losses.get(first) ?? 0) + 1);
      if (losses.get(first) === mostLosses) return trials.at(first)!;
      const length = Math.ceil(missing.length / parts);
      for (let end = missing.length; end > 0; end -= length) again.push(missing.slice(Math.max(0, end - length), end));
      return undefined;
    },
  };
}
