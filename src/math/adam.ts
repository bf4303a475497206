import { type Arena, newArena } from './kernels/arena.js';
import type { Address, Precision } from './kernels/load.js';

/** Decay rates and stabiliser of Adam; the paper's defaults are 0.9, 0.999 and 1e-8. */
export interface AdamSettings {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Of a step's quotient; its moments are doubles. Single precision takes half the time where there are many parameters. */
  readonly precision?: Precision;
}

export interface Adam {
  /** The point, zeros at first, and the gradient at it: views of WASM memory, to be written. */
  readonly theta: Float64Array;
  readonly gradient: Float64Array;
  /** Where they are in the arena. */
  readonly at: { readonly theta: Address; readonly gradient: Address };
  /** One step of theta down the gradient; `rate` is the step size, and may change from step to step. */
  step(rate: number): void;
}

/**
 * Adam for `size` parameters (Kingma and Ba 2015, Algorithm 1, with bias correction), in WASM. Holds two moments a
 * parameter; a step is O(size) and allocates nothing.
 * @param arena where others need theta and the gradient; nothing more can be reserved there.
 */
export function adam(
  size: number,
  { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, precision = 'double' }: AdamSettings = {},
  arena: Arena = newArena(),
): Adam {
  const whole = 4 * Math.ceil(size / 4); // the kernel's loop takes four at once
  const vector = () => arena.reserve(8 * whole);
  const [theta, gradient, first, second] = [vector(), vector(), vector(), vector()];
  const { descendSingle, descendDouble } = arena.kernels;
  const descend = precision === 'single' ? descendSingle : descendDouble;
  let [power1, power2] = [1, 1];
  return {
    theta: arena.doubles(theta, size),
    gradient: arena.doubles(gradient, size),
    at: { theta, gradient },
    step(rate) {
      power1 *= beta1;
      power2 *= beta2;
      const [scale, correction] = [rate / (1 - power1), 1 / (1 - power2)];
      descend(theta, gradient, first, second, whole, beta1, beta2, scale, correction, epsilon);
    },
  };
}
