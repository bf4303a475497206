/** What experts and gate see along an input, every other one in its middle. */
import { type Encoded, encode } from '../../tables/encode.js';
import type { Encoding } from '../../tables/encoding.js';
import { type Cell, frameOfRows, middleRow, type Row } from '../why/rows.js';

/** Points along it. */
const points = 41;

/** @param input the index of a number whose range is known. */
export function alongOf(encoding: Encoding, input: number): Encoded & { readonly at: readonly number[] } {
  const { range } = encoding.inputs[input] as { readonly range: readonly [number, number] };
  const middle = middleRow(encoding);
  const at = Array.from({ length: points }, (_, p) => range[0] + ((range[1] - range[0]) * p) / (points - 1));
  const rows = at.map((value): Row => middle.map((cell, i): Cell => (i === input ? value : cell)));
  const places = Uint32Array.from({ length: points }, (_, p) => p);
  return { at, ...encode(encoding, frameOfRows(encoding.inputs, rows), places) };
}
