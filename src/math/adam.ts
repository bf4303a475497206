/** Decay rates and stabiliser of Adam; the paper's defaults are 0.9, 0.999 and 1e-8. */
export interface AdamSettings {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

export interface Adam {
  /** One step down the gradient, in place; `rate` is the step size, and may change from step to step. */
  step(theta: Float64Array, gradient: Float64Array, rate: number): void;
}

/**
 * Adam for `size` parameters (Kingma and Ba 2015, Algorithm 1, with bias correction). Holds two moments a parameter; a
 * step is O(size) and allocates nothing.
 */
export function adam(size: number, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamSettings = {}): Adam {
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  let [power1, power2] = [1, 1];
  return {
    step(theta, gradient, rate) {
      power1 *= beta1;
      power2 *= beta2;
      const [scale, correction] = [rate / (1 - power1), 1 / (1 - power2)];
      for (let i = 0; i < size; i++) {
        const g = gradient[i]!;
        const m = beta1 * first[i]! + (1 - beta1) * g;
        const v = beta2 * second[i]! + (1 - beta2) * g * g;
        first[i] = m;
        second[i] = v;
        theta[i]! -= (scale * m) / (Math.sqrt(v * correction) + epsilon);
      }
    },
  };
}
