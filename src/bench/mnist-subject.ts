/** What the comparisons on mnist share. */
import { dirname, join } from 'node:path';
import { load, parseParameters } from '../components/parameters.js';
import type { Task } from '../datasets/contract.js';
import { mnist } from '../datasets/mnist.js';
import { type LogisticState, logistic } from '../experts/logistic.js';
import { experts } from '../experts/registry.js';
import { gates } from '../gates/registry.js';
import { type Rng, stream } from '../math/random.js';
import type { Problem } from '../methods/contract.js';
import type { Model } from '../model/contract.js';
import { bindModel, loader, predict } from '../model/predict.js';
import { type Comparison, CPU } from './comparison.js';
import { askPython, findPython, scientific, type Threads } from './peer.js';

export const [K, C] = [10, 10];

/** CPU seconds of a job of mnist.py, and what shows which work was done. */
export interface PeerResult {
  readonly seconds: number;
  readonly loss?: number;
  readonly accuracy?: number;
  readonly iterations?: number;
  readonly inertia?: number;
}

/** The task, the expert, and a peer that works on the same files. */
export interface Subject {
  readonly problem: Problem<LogisticState>;
  /** The result of a job of mnist.py, on one thread where nothing else is said; null where there is no peer. */
  ask(job: string, settings: object, threads?: Threads): PeerResult | null;
  /** A file for what both are given. */
  scratch(name: string): string;
}

/** Loads mnist, and finds the peer. */
export async function openSubject(folder: string): Promise<Subject> {
  const parameters = parseParameters(mnist, {});
  const files = dirname(mnist.files!(parameters)[0]!);
  const found = findPython(scientific);
  const random = (stage: string): Rng => stream('bench', stage);
  const task: Task = mnist.load(parameters, random('data'));
  return {
    problem: { task, k: K, expert: await load(logistic), stream: random, keepCourse: false },
    ask: (job, settings, threads = 'one') =>
      'absent' in found
        ? null
        : askPython<PeerResult>(found.python, 'mnist.py', [job, files, JSON.stringify(settings)], threads),
    scratch: (name) => join(folder, name),
  };
}

/** The share of the test samples whose class the model predicts. */
export async function testAccuracy({ task }: Subject['problem'], model: Model): Promise<number> {
  const { x, y } = task.test!;
  const { prediction } = predict(await bindModel(model, loader({ experts, gates })), x);
  return prediction.filter((label, i) => label === y[i]).length / y.length;
}

/** CPU seconds; at most 0.4 of the peer's are wanted. */
export function cost(name: string, ours: number, peer: PeerResult | null): Comparison {
  return { ...beside(name, ours, peer), target: 0.4 };
}

/** CPU seconds beside another way of the peer's. */
export function beside(name: string, ours: number, peer: PeerResult | null): Comparison {
  return { name, unit: CPU, ours, peer: peer?.seconds ?? null, digits: 2 };
}

/** The lines below a cost. */
export function sameWork(ours: { loss?: number; accuracy: number }, peer: PeerResult | null): Comparison[] {
  const { loss, accuracy } = ours;
  const right = { name: '  test accuracy', unit: 'share', ours: accuracy, peer: peer?.accuracy ?? null, digits: 4 };
  if (loss === undefined) return [right];
  return [{ name: '  objective a sample', unit: 'nats', ours: loss, peer: peer?.loss ?? null, digits: 5 }, right];
}
