/**
 * Decodes pages of a Parquet file, for `parquet-thread.ts`: what a thread does that can be ended. Plain JavaScript, for a thread
 * starts from a file as it is, compiled or not.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { asyncBufferFromFile, parquetRead } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

/** Milliseconds. */
const DAY = 24 * 3600 * 1000;

/** Times as days; `Date` would lose what is below a millisecond. */
const parsers = {
  timestampFromMilliseconds: (millis) => Number(millis) / DAY,
  timestampFromMicroseconds: (micros) => Number(micros) / 1000 / DAY,
  timestampFromNanoseconds: (nanos) => Number(nanos) / 1e6 / DAY,
  dateFromDays: (days) => days,
};

const { source, metadata } = workerData;
const file = typeof source === 'string' ? await asyncBufferFromFile(source) : source;

/** Cells that can be handed over: those of a typed array may be a small part of what lies in memory. */
const own = (cells) => (ArrayBuffer.isView(cells) ? cells.slice() : cells);

async function runsOf({ columns, rowStart, rowEnd }) {
  const runs = [];
  await parquetRead({
    ...{ file, metadata, compressors, parsers, columns, rowStart, rowEnd, geoparquet: false },
    onChunk: (chunk) => runs.push({ column: chunk.columnName, start: chunk.rowStart, cells: own(chunk.columnData) }),
  });
  return runs;
}

parentPort.on('message', async (rows) => {
  try {
    const runs = await runsOf(rows);
    parentPort.postMessage(
      { runs },
      runs.flatMap(({ cells }) => (ArrayBuffer.isView(cells) ? [cells.buffer] : [])),
    );
  } catch (error) {
    parentPort.postMessage({ fault: String(error?.message ?? error) });
  }
});
parentPort.postMessage('loaded');
