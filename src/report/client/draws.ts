/** Other draws for a race: its seed and its trial, which the page's own thread runs. */
import {
  type LiveAnswer,
  type LiveRace,
  type LiveRaceRequest,
  type LiveTraces,
  ready,
} from '../../experiment/live-contract.js';
import { listed, type RaceParts, raceParts } from '../race/figure.js';
import { button, element } from './element.js';
import { startThread } from './thread.js';

/**
 * The controls; the thread starts with the first race that is asked for.
 * @param code of the thread.
 * @param run called with each race that was run, and what is said of it.
 */
export function drawsOf(live: LiveRace, code: string, run: (race: RaceParts) => void): Element {
  const number = (value: number) =>
    element('input', { type: 'number', min: '0', max: '999999', step: '1', required: '', value: String(value) });
  const [seed, trial] = [number(live.seed), number(live.trial)];
  const said = element('span', { role: 'status' });
  const task = live.cells[0]!.task;
  let thread: Worker | undefined;
  let asked: LiveRaceRequest = { id: 0, ...live };
  let [isStarted, isReady] = [false, false];

  const take = (answer: LiveAnswer | LiveTraces | typeof ready): void => {
    if (answer === ready) {
      isReady = true;
      thread!.postMessage(asked);
      return;
    }
    if (answer.id !== asked.id || !('traces' in answer)) return;
    const finished = answer.traces.filter(({ steps }) => steps.length > 0);
    said.textContent = finished.length > 0 ? 'Ready: step through it.' : 'None of these trials can run here.';
    const runners = finished.map((trace) => {
      return { trace: { ...trace, about: { task: '', method: live.about[trace.row.method] ?? '' } } };
    });
    if (runners.length > 0) run(raceParts(runners, ` of seed ${asked.seed}, run in this page`));
  };
  const fail = (reason: string): void => {
    said.textContent = `The trials cannot be run here: ${reason}`;
  };
  const connect = (made: Worker): void => {
    thread = made;
    thread.onmessage = ({ data }: MessageEvent<Parameters<typeof take>[0]>) => take(data);
  };
  const start = (): void => {
    if (!seed.reportValidity() || !trial.reportValidity()) return;
    asked = { id: asked.id + 1, seed: seed.valueAsNumber, trial: trial.valueAsNumber, cells: live.cells };
    said.textContent = 'Running.';
    if (isReady) thread!.postMessage(asked);
    if (isStarted) return;
    isStarted = true;
    startThread(code, connect, fail);
  };
  const next = (): void => {
    trial.value = String((trial.valueAsNumber || 0) + 1);
    start();
  };
  return element(
    'div',
    { class: 'draws', role: 'group', 'aria-label': `Other draws for ${task}` },
    element('label', {}, 'Seed ', seed),
    element('label', {}, 'Trial ', trial),
    ...[button('Run here', start), button('Run the next trial', next), said],
    element('small', {}, whatRuns(live)),
  );
}

/** The methods, and why the recorded race has others. */
function whatRuns({ cells, others }: LiveRace): string {
  const runs = `Runs ${listed(cells.map(({ method }) => method))} in this page.`;
  const named = (carried: boolean) => others.filter((other) => other.carried === carried).map(({ method }) => method);
  const reasons = {
    'whose code this page does not carry': named(false),
    'which the spec does not offer here': named(true),
  };
  const why = Object.entries(reasons).flatMap(([reason, methods]) =>
    methods.length === 0 ? [] : [`${listed(methods)}, ${reason}`],
  );
  return why.length === 0 ? runs : `${runs} Only recorded: ${why.join('; ')}.`;
}
