/**
 * Random streams. A stream is an argument wherever randomness is used; there is no global one. Seeds are hashed with
 * SHA-256, so streams of neighbouring seeds or of different stages are independent for all practical purposes.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A stream of random bits (xoroshiro128+, Blackman and Vigna 2018); drawing from it advances it. */
export type Rng = RandomGenerator;

/** In JavaScript, as fast as Node's own for texts as short as these, so that streams are the same in a browser. */
function digest(parts: readonly (string | number)[]): DataView {
  const { buffer, byteOffset, byteLength } = sha256(utf8ToBytes(JSON.stringify(parts)));
  return new DataView(buffer, byteOffset, byteLength);
}

/** A seed (an integer below 2^48) that depends on every part and on nothing else. */
export function deriveSeed(...parts: readonly (string | number)[]): number {
  const bytes = digest(parts);
  return bytes.getUint16(0) * 2 ** 32 + bytes.getUint32(2);
}

/**
 * The stream that belongs to these parts, such as a trial's seed and the name of a stage: the same for equal parts, on every
 * machine, and none like that of others.
 */
export function stream(...parts: readonly (string | number)[]): Rng {
  const bytes = digest(parts);
  const state = [0, 4, 8, 12].map((at) => bytes.getInt32(at, true));
  return xoroshiro128plusFromState(state);
}

/** Uniform in [low, high), 53 bits. */
export function uniform(rng: Rng, low = 0, high = 1): number {
  return low + (high - low) * uniformFloat64(rng);
}

/** A uniform integer in 0..n-1. */
export function below(rng: Rng, n: number): number {
  return uniformInt(rng, 0, n - 1);
}

/** Permutes a list in place, each order equally likely: Fisher and Yates (1938), as Durstenfeld (1964) has it. */
export function shuffle(list: Uint32Array | Float64Array, rng: Rng): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(rng, i + 1);
    const other = list[j]!;
    list[j] = list[i]!;
    list[i] = other;
  }
}

/** Standard normal by Box and Muller (1958); two uniforms a draw, so that a stream's use does not depend on its past. */
export function normal(rng: Rng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(rng)));
  return radius * Math.cos(2 * Math.PI * uniformFloat64(rng));
}
