/**
 * Binary min-heaps on typed arrays. Equal keys leave in the order of their ids, so what comes out depends on what
 * went in alone, not on the heap's layout or on what it held before.
 */
export interface Heap {
  keys: Float64Array;
  ids: Uint32Array;
  size: number;
}

export function emptyHeap(): Heap {
  return { keys: new Float64Array(0), ids: new Uint32Array(0), size: 0 };
}

/** Empties the heap with room for `capacity` entries; memory is kept unless it is far more than that. */
export function reset(heap: Heap, capacity: number): void {
  heap.size = 0;
  const room = heap.ids.length;
  if (room >= capacity && room <= 4 * capacity + 64) return;
  heap.keys = new Float64Array(capacity);
  heap.ids = new Uint32Array(capacity);
}

/** Adds an entry at the end, without order, where there is room; `heapify` follows. */
export function append(heap: Heap, key: number, id: number): void {
  heap.keys[heap.size] = key;
  heap.ids[heap.size++] = id;
}

/** Orders appended entries: O(size). */
export function heapify(heap: Heap): void {
  for (let at = (heap.size >> 1) - 1; at >= 0; at--) sink(heap, at, heap.keys[at], heap.ids[at]);
}

/** O(log size), usually O(1). */
export function push(heap: Heap, key: number, id: number): void {
  if (heap.size === heap.ids.length) grow(heap);
  const { keys, ids } = heap;
  let at = heap.size++;
  while (at > 0) {
    const up = (at - 1) >> 1;
    if (keys[up] < key || (keys[up] === key && ids[up] < id)) break;
    keys[at] = keys[up];
    ids[at] = ids[up];
    at = up;
  }
  keys[at] = key;
  ids[at] = id;
}

/** Drops the least entry: O(log size). */
export function pop(heap: Heap): void {
  const last = --heap.size;
  if (last > 0) sink(heap, 0, heap.keys[last], heap.ids[last]);
}

/** Gives the least entry another key: O(log size). */
export function replaceLeast(heap: Heap, key: number): void {
  sink(heap, 0, key, heap.ids[0]);
}

/** Puts the entry where the one at `start` is, or below it. */
function sink(heap: Heap, start: number, key: number, id: number): void {
  const { keys, ids, size } = heap;
  let at = start;
  for (let down = 2 * at + 1; down < size; down = 2 * at + 1) {
    const right = down + 1;
    if (right < size && (keys[right] < keys[down] || (keys[right] === keys[down] && ids[right] < ids[down]))) {
      down = right;
    }
    if (key < keys[down] || (key === keys[down] && id <= ids[down])) break;
    keys[at] = keys[down];
    ids[at] = ids[down];
    at = down;
  }
  keys[at] = key;
  ids[at] = id;
}

function grow(heap: Heap): void {
  const { keys, ids } = heap;
  const capacity = 2 * ids.length + 16;
  heap.keys = new Float64Array(capacity);
  heap.ids = new Uint32Array(capacity);
  heap.keys.set(keys);
  heap.ids.set(ids);
}
