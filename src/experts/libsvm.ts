/**
 * libsvm-js (Chang and Lin 2011, compiled to WASM) behind one typed function. Only its documented class is used. The
 * flavour is WASM. What libsvm-js does not give, decision values, is made from the model as text: coefficients in 16
 * digits, rho in 6, and the support vectors by index, since their features are printed in 8 digits only.
 */
import { createRequire } from 'node:module';

interface Svm {
  train(samples: readonly ArrayLike<number>[], labels: readonly number[]): void;
  serializeModel(): string;
  getSVIndices(): number[];
  free(): void;
}

type SvmClass = new (options: Readonly<Record<string, string | number | boolean>>) => Svm;

/** A trained two-class machine: f(x) = sum_s coefficient_s k(support_s, x) - rho, positive for label 1. */
export interface TrainedSvm {
  /** Indices into the training samples, m. */
  readonly support: readonly number[];
  /** y alpha of each support vector, m. */
  readonly coefficients: Float64Array;
  /** As printed: six digits. */
  readonly rho: number;
}

/** Trains C-SVC with an RBF kernel on finite samples with labels -1 and 1, both present. Deterministic. */
export type TrainRbf = (
  samples: readonly ArrayLike<number>[],
  labels: readonly number[],
  C: number,
  gamma: number,
) => TrainedSvm;

/**
 * Loads the WASM module, once a thread: Node caches it. While it loads, libsvm-js tries `fetch` and warns, and it
 * installs a handler that ends the process in silence at the first unhandled rejection: `fetch` is hidden and the
 * handler taken off again. Both happen within the synchronous `require`, so nobody else sees a changed process.
 */
export async function loadLibsvm(): Promise<TrainRbf> {
  const handlers = new Set(process.listeners('unhandledRejection'));
  const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  Reflect.deleteProperty(globalThis, 'fetch');
  let loading: Promise<SvmClass>;
  try {
    loading = createRequire(import.meta.url)('libsvm-js');
  } finally {
    if (fetch !== undefined) Object.defineProperty(globalThis, 'fetch', fetch);
    for (const handler of process.listeners('unhandledRejection')) {
      if (!handlers.has(handler)) process.off('unhandledRejection', handler);
    }
  }
  const Svm = await loading;
  return (samples, labels, C, gamma) => train(Svm, samples, labels, C, gamma);
}

function train(
  Svm: SvmClass,
  samples: readonly ArrayLike<number>[],
  labels: readonly number[],
  C: number,
  gamma: number,
): TrainedSvm {
  const svm = new Svm({ type: '0', kernel: '2', cost: C, gamma, quiet: true });
  try {
    svm.train(samples, labels);
    return readModel(svm.serializeModel(), svm.getSVIndices());
  } finally {
    svm.free();
  }
}

/**
 * Reads rho, the label that libsvm took as positive (the first it met; this build puts 1 before -1), and the coefficient
 * that starts each line after `SV`, for the support vectors of those indices. Lines are skipped by index, not split: the
 * text is long and this runs after every fit.
 */
export function readModel(model: string, support: readonly number[]): TrainedSvm {
  const field = (name: string) => Number.parseFloat(model.slice(model.indexOf(`\n${name} `) + name.length + 2));
  const sign = field('label') > 0 ? 1 : -1;
  const coefficients = new Float64Array(support.length);
  let at = model.indexOf('\nSV\n') + 4;
  for (let s = 0; s < support.length; s++) {
    coefficients[s] = sign * Number(model.slice(at, model.indexOf(' ', at)));
    at = model.indexOf('\n', at) + 1;
  }
  return { support, coefficients, rho: sign * field('rho') };
}
