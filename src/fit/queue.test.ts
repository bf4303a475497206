/** Who carries out which job when, with lanes that are plain objects. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../errors.js';
import type { FitAnswer, FitJob, FitLane } from './job-contract.js';
import { fitQueue, inOrder } from './queue.js';

/** Of so many rows, and so many experts. */
const job = (of: string, n: number, k = 1, held = 0): FitJob =>
  ({
    of,
    recipe: { k },
    rows: new Uint32Array(n),
    held: held === 0 ? null : new Uint32Array(held),
  }) as unknown as FitJob;

const answer = (score: number): FitAnswer => ({
  score,
  losses: new Float64Array(0),
  whole: null,
  experts: 2,
  stopped: false,
});

/** Lanes whose jobs end when they are told to. */
function lanes() {
  const started: { ended: boolean }[] = [];
  const begun: string[] = [];
  const running = new Map<string, { resolve(answer: FitAnswer): void; reject(reason: unknown): void }>();
  const start = (): FitLane => {
    const own = { ended: false };
    started.push(own);
    return {
      run: ({ of }) =>
        new Promise((resolve, reject) => {
          begun.push(of);
          running.set(of, { resolve, reject });
        }),
      async end() {
        own.ended = true;
      },
    };
  };
  return { started, begun, running, start };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const queueOf = (most: number, { start }: ReturnType<typeof lanes>, signal?: AbortSignal) =>
  fitQueue({ most, start, signal, told() {} });

describe('jobs', () => {
  it('are handed out by rows learned from times experts, the greatest first, of equal ones the first that came', async () => {
    const own = lanes();
    const queue = queueOf(1, own);
    const jobs = [
      job('a', 10, 2),
      job('b', 100, 1),
      job('c', 30, 3, 10),
      job('d', 100, 1),
      job('e', 50, 2),
      job('f', 1),
    ];
    const all = Promise.all(jobs.map(queue.run));
    for (let i = 0; i < jobs.length; i++) {
      await settled();
      own.running.get(own.begun.at(-1)!)!.resolve(answer(i));
    }
    await all;
    expect(own.begun).toEqual(['b', 'd', 'e', 'c', 'a', 'f']);
    await queue.close();
  });

  it('run on as many lanes as may be, each of which is started when there is a job for it', async () => {
    const own = lanes();
    const queue = queueOf(3, own);
    const first = queue.run(job('a', 1));
    await settled();
    expect(own.started).toHaveLength(1);
    own.running.get('a')!.resolve(answer(1));
    expect((await first).score).toBe(1);
    const rest = ['b', 'c', 'd', 'e'].map((of) => queue.run(job(of, 1)));
    await settled();
    expect([own.started.length, own.running.size]).toEqual([3, 4]);
    for (const of of ['d', 'b', 'c']) own.running.get(of)!.resolve(answer(0));
    await settled();
    expect(own.begun.at(-1)).toBe('e');
    own.running.get('e')!.resolve(answer(0));
    await Promise.all(rest);
    await queue.close();
    expect(own.started).toEqual([{ ended: true }, { ended: true }, { ended: true }]);
  });

  it('come out as the same, whoever ends first (property)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 9 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.nat()),
        async (sizes, most, picks) => {
          const own = lanes();
          const queue = queueOf(most, own);
          const all = inOrder(sizes.map((n, i) => queue.run(job(String(i), n))));
          for (let left = sizes.length; left > 0; left--) {
            await settled();
            expect(own.running.size).toBe(Math.min(most, left));
            const names = [...own.running.keys()];
            const of = names[picks.next().value % names.length]!;
            own.running.get(of)!.resolve(answer(Number(of)));
            own.running.delete(of);
          }
          expect((await all).map(({ score }) => score)).toEqual([...sizes.keys()]);
          await queue.close();
        },
      ),
      { seed: 7, numRuns: 40 },
    );
  });

  it('that are refused leave their lane as it is; the error is that of the first in order', async () => {
    const own = lanes();
    const queue = queueOf(2, own);
    const all = inOrder(['a', 'b', 'c'].map((of) => queue.run(job(of, 1))));
    await settled();
    own.running.get('b')!.reject(new InputError('b'));
    await settled();
    expect(own.begun).toEqual(['a', 'b', 'c']);
    own.running.get('a')!.reject(new InputError('a'));
    await expect(all).rejects.toThrow('a');
    expect(own.started).toEqual([{ ended: false }, { ended: false }]);
    await queue.close();
  });

  it.each(['begun', 'ended', 'starts'])('all end where whoever is told throws: %s', async (when) => {
    const own = lanes();
    const told = (_: FitJob, now: unknown) => {
      if (now === when || (when === 'starts' && typeof now === 'object')) throw new Error('not so');
    };
    const start = (): FitLane => ({
      ...own.start(),
      async run(_, progress) {
        progress({ done: 1, of: 2, best: 3 });
        return answer(1);
      },
    });
    const queue = fitQueue({ most: 1, start, told });
    const all = ['a', 'b'].map((of) => queue.run(job(of, 1)));
    for (const one of all) one.catch(() => undefined);
    for (const one of all) await expect(one).rejects.toThrow('not so');
    await queue.close();
  });

  it('all end with a lane that dies', async () => {
    const own = lanes();
    const queue = queueOf(2, own);
    const all = ['a', 'b', 'c'].map((of) => queue.run(job(of, 1)));
    await settled();
    own.running.get('b')!.reject(new Error('out of memory'));
    for (const one of all) await expect(one).rejects.toThrow('out of memory');
    expect(own.begun).toEqual(['a', 'b']);
    expect(own.started).toEqual([{ ended: true }, { ended: true }]);
    await expect(queue.run(job('d', 1))).rejects.toThrow('out of memory');
    await queue.close();
  });

  it.each(['while they run', 'before they run'])('end with the reason of a signal that is aborted %s', async (when) => {
    const own = lanes();
    const controller = new AbortController();
    if (when === 'before they run') controller.abort('enough');
    const queue = queueOf(1, own, controller.signal);
    const all = ['a', 'b'].map((of) => queue.run(job(of, 1)));
    for (const one of all) one.catch(() => undefined);
    await settled();
    controller.abort('enough');
    for (const one of all) await expect(one).rejects.toBe('enough');
    expect(own.begun).toEqual(when === 'before they run' ? [] : ['a']);
    await queue.close();
  });
});
