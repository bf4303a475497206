import { arch, availableParallelism, platform, totalmem } from 'node:os';
import { type Check, ok } from './contract.js';

export const machine: Check = {
  name: 'machine',
  about: 'a thread for each core, each with its own data',
  optional: true,
  remedy: 'run with fewer threads: moe run ... -j N',
  look() {
    const cores = availableParallelism();
    // A container's limit, where there is one; without one it is 0 or above what the machine has.
    const limit = process.constrainedMemory();
    const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
    const gibibytes = memory / 2 ** 30;
    const found = `${platform()} ${arch()}, ${cores} cores, ${gibibytes.toFixed(1)} GiB of memory`;
    if (gibibytes >= cores) return ok(found);
    const threads = Math.max(1, Math.floor(gibibytes));
    return { health: 'warning', found, remedy: `run mnist with fewer threads: moe run ... -j ${threads}` };
  },
};
