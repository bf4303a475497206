import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkId, mostLosses, openHandout } from './handout.js';
import { openPace } from './pace.js';
import { queuedTrials } from './queue.fixture.js';

describe('what is handed out', () => {
  const trials = queuedTrials();
  const open = () => openHandout(trials, openPace(trials, new Map()));
  const keysOf = (chunk: ReturnType<ReturnType<typeof open>['next']>) => chunk!.trials.map(({ key }) => key);

  it('is every trial once, in the order of the run', () => {
    const handout = open();
    const keys: string[] = [];
    for (let chunk = handout.next(2); chunk !== undefined; chunk = handout.next(2)) keys.push(...keysOf(chunk));
    expect(keys).toEqual(trials.map(({ key }) => key));
    expect(handout.size).toBe(3);
  });

  it('has an id that BullMQ takes, of its trials and their order', () => {
    expect(chunkId(trials)).toMatch(/^t-[0-9a-f]{24}$/);
    expect(chunkId(trials)).toBe(chunkId([...trials]));
    expect(chunkId(trials)).not.toBe(chunkId(trials.slice(1)));
  });

  it('is with a worker until all of a chunk is back', () => {
    const handout = open();
    const { id } = handout.next(2)!;
    for (const place of [0, 1, 2]) handout.settle(place);
    expect([...handout.out]).toEqual([id]);
    handout.settle(3);
    expect([...handout.out]).toEqual([]);
  });

  it('comes again where its chunk was lost, without what is back', () => {
    const handout = open();
    const { id } = handout.next(2)!;
    handout.settle(1);
    handout.lost(id);
    expect(keysOf(handout.next(2))).toEqual([0, 2, 3].map((place) => trials[place]!.key));
  });

  it('comes in smaller parts where a worker was lost with it; a trial that is lost so by itself is told', () => {
    const handout = open();
    const { id } = handout.next(2)!;
    handout.settle(1);
    expect(handout.lostWithWorker(id)).toBeUndefined();
    const alone = [handout.next(2), handout.next(2), handout.next(2)];
    expect(alone.map(keysOf)).toEqual([0, 2, 3].map((place) => [trials[place]!.key]));
    for (let place = 0; place < trials.length; place++) if (place !== 2) handout.settle(place);
    for (let loss = 1; loss < mostLosses; loss++) {
      expect(handout.lostWithWorker(alone[1]!.id)).toBeUndefined();
      expect(keysOf(handout.next(2))).toEqual([trials[2]!.key]);
    }
    expect(handout.lostWithWorker(alone[1]!.id)).toBe(trials[2]);
  });

  it('is a trial that the next loss would blame when all else is done, and that by itself', () => {
    const handout = open();
    handout.lostWithWorker(handout.next(2)!.id);
    const [first, second] = [handout.next(2)!, handout.next(2)!];
    for (let loss = 1; loss < mostLosses; loss++) {
      for (const { id } of [second, first]) handout.lostWithWorker(id);
      if (loss < mostLosses - 1) expect([handout.next(2)!.id, handout.next(2)!.id]).toEqual([first.id, second.id]);
    }
    while (handout.next(2));
    for (let place = 2; place < trials.length; place++) handout.settle(place);
    expect(handout.next(2)!.id).toBe(first.id);
    expect(handout.next(2)).toBeUndefined();
    handout.settle(0);
    expect(handout.next(2)!.id).toBe(second.id);
  });

  it('leaves out what an earlier coordinator handed out', () => {
    const handout = open();
    expect(handout.adopt('t-before', [0, 1, 2])).toBe(true);
    expect(handout.adopt('t-again', [0, 1])).toBe(false);
    expect(keysOf(handout.next(2))).toEqual([3, 4, 5, 6].map((place) => trials[place]!.key));
    handout.lost('t-before');
    expect(keysOf(handout.next(2))).toEqual([0, 1, 2].map((place) => trials[place]!.key));
  });

  it('is never a trial twice at once, and all in the end, whatever is lost', () => {
    const step = fc.constantFrom('next', 'settle', 'lost', 'lostWithWorker');
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.nat(99)), { maxLength: 60 }), (steps) => {
        const handout = open();
        const out = new Map<string, Set<number>>();
        const done = new Set<number>();
        const take = () => {
          const chunk = handout.next(2);
          const places = chunk?.trials.map((trial) => trials.findIndex(({ key }) => key === trial.key)) ?? [];
          const others = [...out.values()].flatMap((own) => [...own]);
          expect(places.filter((place) => others.includes(place) || done.has(place))).toEqual([]);
          if (chunk !== undefined) out.set(chunk.id, new Set(places));
          return chunk !== undefined;
        };
        const settle = (place: number) => {
          done.add(place);
          handout.settle(place);
          for (const [id, own] of out) if (own.delete(place) && own.size === 0) out.delete(id);
        };
        for (const [what, pick] of steps) {
          const ids = [...out.keys()];
          const id = ids[pick % Math.max(1, ids.length)];
          if (what === 'next') take();
          else if (id === undefined) continue;
          else if (what === 'settle') settle([...out.get(id)!][0]!);
          else {
            const alone = handout[what](id);
            out.delete(id);
            if (typeof alone === 'object') settle(trials.indexOf(alone));
          }
        }
        const rest = () => [...out.values()].flatMap((own) => [...own]);
        while (take() || rest().length > 0) for (const place of rest()) settle(place);
        expect(done.size).toBe(trials.length);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
