/**
 * The loop of Adam (../adam.ts) in AssemblyScript: `count` doubles, a multiple of four. The moments are doubles either way;
 * with T = f32 the quotient of a step is of single precision, which takes half the time of root and division.
 */
@inline
function descend<T>(theta: usize, gradient: usize, first: usize, second: usize, count: usize, beta1: f64, beta2: f64, scale: f64, correction: f64, epsilon: f64): void {
  const keep1 = f64x2.splat(beta1);
  const keep2 = f64x2.splat(beta2);
  const take1 = f64x2.splat(1 - beta1);
  const take2 = f64x2.splat(1 - beta2);
  for (let at: usize = 0; at < count << 3; at += 32) {
    const g0 = v128.load(gradient + at);
    const g1 = v128.load(gradient + at, 16);
    const m0 = f64x2.add(f64x2.mul(keep1, v128.load(first + at)), f64x2.mul(take1, g0));
    const m1 = f64x2.add(f64x2.mul(keep1, v128.load(first + at, 16)), f64x2.mul(take1, g1));
    const v0 = f64x2.add(f64x2.mul(keep2, v128.load(second + at)), f64x2.mul(f64x2.mul(take2, g0), g0));
    const v1 = f64x2.add(f64x2.mul(keep2, v128.load(second + at, 16)), f64x2.mul(f64x2.mul(take2, g1), g1));
    v128.store(first + at, m0);
    v128.store(first + at, m1, 16);
    v128.store(second + at, v0);
    v128.store(second + at, v1, 16);
    let change0: v128;
    let change1: v128;
    if (sizeof<T>() == 8) {
      change0 = quotient<f64>(m0, v0, scale, correction, epsilon);
      change1 = quotient<f64>(m1, v1, scale, correction, epsilon);
    } else {
      const change = quotient<f32>(demote(m0, m1), demote(v0, v1), <f32>scale, <f32>correction, <f32>epsilon);
      change0 = f64x2.promote_low_f32x4(change);
      change1 = f64x2.promote_low_f32x4(v128.shuffle<u64>(change, change, 1, 0));
    }
    v128.store(theta + at, f64x2.sub(v128.load(theta + at), change0));
    v128.store(theta + at, f64x2.sub(v128.load(theta + at, 16), change1), 16);
  }
}

@inline
function quotient<T>(m: v128, v: v128, scale: T, correction: T, epsilon: T): v128 {
  const root = v128.add<T>(v128.sqrt<T>(v128.mul<T>(v, v128.splat<T>(correction))), v128.splat<T>(epsilon));
  return v128.div<T>(v128.mul<T>(v128.splat<T>(scale), m), root);
}

@inline
function demote(low: v128, high: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

export function descendDouble(theta: usize, gradient: usize, first: usize, second: usize, count: usize, beta1: f64, beta2: f64, scale: f64, correction: f64, epsilon: f64): void {
  descend<f64>(theta, gradient, first, second, count, beta1, beta2, scale, correction, epsilon);
}
export function descendSingle(theta: usize, gradient: usize, first: usize, second: usize, count: usize, beta1: f64, beta2: f64, scale: f64, correction: f64, epsilon: f64): void {
  descend<f32>(theta, gradient, first, second, count, beta1, beta2, scale, correction, epsilon);
}
