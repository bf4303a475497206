/**
 * The pages of a Parquet file, decoded on a thread: hyparquet trusts the lengths that it reads, so damage in a page can send
 * it into a loop without an end, or to the end of memory.
 */
import { Worker } from 'node:worker_threads';
import type { DecodedArray, FileMetaData } from 'hyparquet';

/** Cells of one column that follow each other. */
export interface Run {
  readonly column: string;
  /** Row of the first, from 0. */
  readonly start: number;
  readonly cells: DecodedArray;
}

/** Which cells are asked for: rows `rowStart` to before `rowEnd`. */
interface Rows {
  readonly columns: readonly string[];
  readonly rowStart: number;
  readonly rowEnd: number;
}

/** A thread that decodes pages, one question at a time. */
export interface PageReader {
  /** @throws Error for pages that cannot be decoded, or take more than time and memory allow. */
  read(rows: Rows): Promise<readonly Run[]>;
  end(): Promise<void>;
}

/** What the thread may take. */
export interface Allowance {
  /** CPU time of the process for a question, seconds: a busy machine takes longer, and one that is stopped takes none. */
  readonly seconds: number;
  /** The JavaScript heap, MiB. */
  readonly heap: number;
}

type Message = 'loaded' | { readonly runs: readonly Run[] } | { readonly fault: string };

/** @param source the path of the file, or its bytes, which are handed over. */
export function pageReader(
  source: string | ArrayBuffer,
  metadata: FileMetaData,
  { seconds, heap }: Allowance,
): PageReader {
  const worker = new Worker(new URL('./parquet-worker.js', import.meta.url), {
    workerData: { source, metadata },
    transferList: typeof source === 'string' ? [] : [source],
    resourceLimits: { maxOldGenerationSizeMb: heap },
  });
  let settle: { resolve(runs: readonly Run[]): void; reject(reason: unknown): void } | undefined;
  let death: Error | undefined;
  const die = (error: NodeJS.ErrnoException) => {
    const memory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    death ??= memory ? new Error('its pages take more memory than their cells could') : error;
    settle?.reject(death);
  };
  let opened: () => void;
  // To end a thread amid an import may end the whole process (Node 20.20).
  const loaded = new Promise<void>((resolve) => {
    opened = resolve;
  });
  worker.on('error', die);
  worker.on('exit', () => {
    die(new Error('its pages cannot be decoded'));
    opened();
  });
  worker.on('message', (message: Message) => {
    if (message === 'loaded') opened();
    else if ('fault' in message) settle?.reject(new Error(message.fault));
    else settle?.resolve(message.runs);
  });
  return {
    async read(rows) {
      if (death !== undefined) throw death;
      const before = process.cpuUsage();
      const clock = setInterval(() => {
        const { user, system } = process.cpuUsage(before);
        if (user + system > 1e6 * seconds) settle?.reject(new Error(`its pages are not decoded within ${seconds} s`));
      }, 250);
      try {
        return await new Promise<readonly Run[]>((resolve, reject) => {
          settle = { resolve, reject };
          worker.postMessage(rows);
        });
      } finally {
        clearInterval(clock);
      }
    },
    async end() {
      await loaded;
      await worker.terminate();
    },
  };
}
