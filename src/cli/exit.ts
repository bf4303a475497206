/** Exit codes, as `moe --help` tells them. */
export const exit = {
  ok: 0,
  failure: 1,
  /** Usage or invalid input. */
  usage: 2,
  /** A regression was found. */
  regression: 3,
  /** Some trials failed or timed out. */
  someFailed: 4,
  interrupted: 130,
} as const;
