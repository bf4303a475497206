/** How much memory trials may take. */
import { totalmem } from 'node:os';

/** What the system, its caches and the process that collects are left, as a share. */
const spared = 0.25;

/** Memory of the machine or, where that is less, of its container (cgroup), bytes. */
export function machineMemory(): number {
  // 0 where nothing is known, a number beyond all memory where nothing is limited.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** What each of some lanes may take where nobody says: three quarters of the machine's memory, in equal parts, bytes. */
export function laneMemory(lanes: number): number {
  return Math.floor(((1 - spared) * machineMemory()) / lanes);
}

/** `1.5 GiB`, `400 MiB`. */
export function memoryText(bytes: number): string {
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${Number((bytes / 2 ** 30).toPrecision(3))} GiB`;
}
