/** The loop of Adam (../adam.ts) in AssemblyScript: `count` doubles, an even number, two at a time. */
export function descend(theta: usize, gradient: usize, first: usize, second: usize, count: usize, beta1: f64, beta2: f64, scale: f64, correction: f64, epsilon: f64): void {
  const keep1 = f64x2.splat(beta1);
  const keep2 = f64x2.splat(beta2);
  const take1 = f64x2.splat(1 - beta1);
  const take2 = f64x2.splat(1 - beta2);
  const scales = f64x2.splat(scale);
  const corrections = f64x2.splat(correction);
  const epsilons = f64x2.splat(epsilon);
  for (let at: usize = 0; at < count << 3; at += 16) {
    const g = v128.load(gradient + at);
    const m = f64x2.add(f64x2.mul(keep1, v128.load(first + at)), f64x2.mul(take1, g));
    const v = f64x2.add(f64x2.mul(keep2, v128.load(second + at)), f64x2.mul(f64x2.mul(take2, g), g));
    v128.store(first + at, m);
    v128.store(second + at, v);
    const root = f64x2.add(f64x2.sqrt(f64x2.mul(v, corrections)), epsilons);
    v128.store(theta + at, f64x2.sub(v128.load(theta + at), f64x2.div(f64x2.mul(scales, m), root)));
  }
}
