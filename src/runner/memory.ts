/** How much memory a trial may take. */
import { totalmem } from 'node:os';
import { inBytes, type Memory } from '../components/memory.js';
import { InputError } from '../errors.js';

/** A limit for one trial, and who sets it, as a message says it. */
export interface MemoryLimit {
  readonly bytes: number;
  /** What a trial that needs more is told: `this machine has 2 GiB for each of 2 threads`. */
  why(needed: number): string;
}

/** The memory of the machine, or of the container that it is, bytes. */
export function machineMemory(): number {
  const limited = process.constrainedMemory();
  return limited > 0 ? Math.min(limited, totalmem()) : totalmem();
}

/**
 * What the process of each of some lanes may take where nobody says, all that it holds counted, bytes: three quarters of the
 * machine in equal parts, so that the system does not end processes of its own choice first.
 */
export function laneMemory(lanes: number): number {
  return Math.floor((0.75 * machineMemory()) / lanes);
}

/** What each of some threads has that share a machine. */
export function machineLimit(threads: number, memory = machineMemory()): MemoryLimit {
  return {
    bytes: memory / threads,
    why(needed) {
      if (threads === 1) return `this machine has ${inBytes(memory)}`;
      const fewer = Math.floor(memory / needed);
      const remedy = fewer > 0 ? `; --jobs ${fewer} leaves enough` : ` and ${inBytes(memory)} in all`;
      return `this machine has ${inBytes(memory / threads)} for each of ${threads} threads${remedy}`;
    },
  };
}

/** What each of some threads may take: its part of the machine or, where that is less, what was asked for, bytes. */
export function limitFor(threads: number, asked?: number): MemoryLimit {
  const machine = machineLimit(threads);
  if (asked === undefined || asked >= machine.bytes) return machine;
  return { bytes: asked, why: () => `--memory allows ${inBytes(asked)}` };
}

/** Refuses what does not fit. @throws InputError with the arithmetic. */
export function fitsIn(limit: MemoryLimit): (memory: Memory) => void {
  return (memory) => {
    if (memory.bytes <= limit.bytes) return;
    throw new InputError(`${memory.why}; ${limit.why(memory.bytes)}`);
  };
}
