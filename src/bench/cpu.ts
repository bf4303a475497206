/** What an action returned, and the CPU seconds of this process meanwhile: user and system, all threads. */
export async function cpuSeconds<T>(action: () => T | Promise<T>): Promise<{ value: T; seconds: number }> {
  const before = process.cpuUsage();
  const value = await action();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (user + system) / 1e6 };
}
