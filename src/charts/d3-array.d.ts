/**
 * What is used of d3-array, in place of @types/d3-array where packages were installed before it was among them. To be
 * deleted when they are.
 */
declare module 'd3-array' {
  type Numeric = number | null | undefined;
  export function ascending(a: unknown, b: unknown): number;
  export function extent(values: Iterable<Numeric>): [number, number] | [undefined, undefined];
  export function extent<T>(values: Iterable<T>, of: (value: T) => Numeric): [number, number] | [undefined, undefined];
  export function max<T>(values: Iterable<T>, of: (value: T) => Numeric): number | undefined;
  export function sum<T>(values: Iterable<T>, of: (value: T) => Numeric): number;
  export function greatest<T>(values: Iterable<T>, of: (value: T) => number): T | undefined;
  export function group<T, K>(values: Iterable<T>, key: (value: T) => K): Map<K, T[]>;
  export function group<T, K, L>(values: Iterable<T>, k: (value: T) => K, l: (value: T) => L): Map<K, Map<L, T[]>>;
  export function groups<T, K>(values: Iterable<T>, key: (value: T) => K): [K, T[]][];
  export function groups<T, K, L>(values: Iterable<T>, k: (value: T) => K, l: (value: T) => L): [K, [L, T[]][]][];
  export function rollups<T, R, K>(values: Iterable<T>, reduce: (values: T[]) => R, key: (value: T) => K): [K, R][];
  export function index<T, K>(values: Iterable<T>, key: (value: T) => K): Map<K, T>;
  export function index<T, K, L, M>(
    values: Iterable<T>,
    k: (value: T) => K,
    l: (value: T) => L,
    m: (value: T) => M,
  ): Map<K, Map<L, Map<M, T>>>;
}
