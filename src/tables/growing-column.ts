/** Columns that grow cell by cell: numbers in a typed array, categories as codes of their levels. */
import type { Column, NumberColumn } from './frame.js';

/** A column under construction; `take` gives what it has so far, and it begins anew. */
export interface GrowingNumbers {
  /** @param value NaN where the cell is missing. */
  push(value: number): void;
  take(): NumberColumn;
}

export interface GrowingCategory {
  /** @param text null where the cell is missing. */
  push(text: string | null): void;
  take(): Column;
}

/** Memory: 8 bytes a cell, twice that while it grows. */
export function growingNumbers(name: string, kind: NumberColumn['kind']): GrowingNumbers {
  const values = growing(Float64Array);
  return { push: values.push, take: () => ({ name, kind, values: values.take() }) };
}

/** Memory: 4 bytes a cell, and each level once. */
export function growingCategory(name: string): GrowingCategory {
  const codes = growing(Int32Array);
  let levels = new Map<string, number>();
  return {
    push(text) {
      if (text === null) {
        codes.push(-1);
        return;
      }
      let code = levels.get(text);
      if (code === undefined) {
        code = levels.size;
        levels.set(text, code);
      }
      codes.push(code);
    },
    take() {
      const column: Column = { name, kind: 'category', codes: codes.take(), levels: [...levels.keys()] };
      levels = new Map();
      return column;
    },
  };
}

/** A list of numbers that doubles when it is full. */
export interface Growing<T> {
  push(value: number): void;
  length(): number;
  /** What was pushed, without the room to grow; the list is then empty. */
  take(): T;
}

export function growing<T extends Float64Array | Int32Array | Uint32Array>(Kind: {
  new (length: number): T;
}): Growing<T> {
  let list = new Kind(4);
  let length = 0;
  return {
    push(value) {
      if (length === list.length) {
        const more = new Kind(2 * length);
        more.set(list);
        list = more;
      }
      list[length++] = value;
    },
    length: () => length,
    take() {
      const all = list.slice(0, length) as T;
      list = new Kind(4);
      length = 0;
      return all;
    },
  };
}
