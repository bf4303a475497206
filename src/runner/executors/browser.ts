/** What a page's own thread runs: a worker of the browser, which gets requests for trials and answers with their rows. */
import {
  type LiveAnswer,
  type LiveRaceRequest,
  type LiveRequest,
  type LiveTraces,
  ready,
} from '../../experiment/live-contract.js';
import { liveTrials } from './live.js';

/** The global object of a worker, as far as it is used. */
interface WorkerScope {
  onmessage: ((event: { readonly data: LiveRequest | LiveRaceRequest }) => void) | null;
  postMessage(message: LiveAnswer | LiveTraces | typeof ready): void;
}

/** The ports of a browser's channel, which are not Node's. */
interface Channel {
  readonly port1: { onmessage: (() => void) | null };
  readonly port2: { postMessage(message: null): void };
}

const scope = globalThis as unknown as WorkerScope;
const { port1, port2 } = new MessageChannel() as unknown as Channel;

/** A message to itself comes after those that wait already. */
const rest = () =>
  new Promise<void>((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(null);
  });

const run = liveTrials({
  answer: (answer) => scope.postMessage(answer),
  now: () => performance.now(),
  rest,
});
scope.onmessage = ({ data }) => void run(data);
scope.postMessage(ready);
