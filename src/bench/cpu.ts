/** CPU seconds of this process so far: user and system, all threads. */
export function cpuClock(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What an action returned, and the CPU seconds of this process meanwhile. */
export async function cpuSeconds<T>(action: () => T | Promise<T>): Promise<{ value: T; seconds: number }> {
  const before = cpuClock();
  const value = await action();
  return { value, seconds: cpuClock() - before };
}
