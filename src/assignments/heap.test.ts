import fc from 'fast-check';
import { expect, it } from 'vitest';
import { append, emptyHeap, heapify, pop, push, reset } from './heap.js';

it('entries leave in order of key, then id, however they came in, and a heap can be used again', () => {
  const entries = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(40)), { maxLength: 40 });
  const heap = emptyHeap();
  fc.assert(
    fc.property(entries, entries, (first, later) => {
      reset(heap, first.length);
      for (const [key, id] of first) append(heap, key, id);
      heapify(heap);
      for (const [key, id] of later) push(heap, key, id);
      const out: [number, number][] = [];
      while (heap.size > 0) {
        out.push([heap.keys[0], heap.ids[0]]);
        pop(heap);
      }
      expect(out).toEqual([...first, ...later].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    }),
    { seed: 1 },
  );
});

it('keeps its memory unless that is far more than asked for', () => {
  const heap = emptyHeap();
  reset(heap, 1000);
  const { keys } = heap;
  reset(heap, 400);
  expect(heap.keys).toBe(keys);
  reset(heap, 10);
  expect(heap.keys.length).toBe(10);
});
