/**
 * A panel: knobs, a thread that runs the trials they ask for, and what these come to. Whatever is moved drops what is
 * under way. It starts when it comes near the window; where the thread cannot run, the committed results stay.
 */
import { type LiveAnswer, type LiveRequest, type LiveSummary, ready } from '../../../experiment/live-contract.js';
import { element } from '../element.js';
import { startThread } from '../thread.js';
import { type Compared, compare, comparedText, together } from './compare.js';
import type { PlayData } from './data.js';
import { type Chosen, controlsOf } from './knobs.js';
import { unpack } from './packed.js';
import { scaleOf, told } from './scale.js';
import { stripOf } from './strip.js';

/** How long what the trials came to must have stood before it is read out, ms: a knob that still moves says nothing. */
const settled = 400;
/** How far beyond the window it starts. */
const ahead = '200px';

/** @param code of the thread, deflated, in base64. */
export function playIn(section: Element, code: string): void {
  const panel = section.querySelector<HTMLElement>('.panel')!;
  const still = section.querySelector<HTMLElement>('.still')!;
  const data = JSON.parse(section.querySelector('script.play-data')!.textContent) as PlayData;
  let ask: ((chosen: Chosen) => void) | undefined;
  const controls = controlsOf(data, () => ask?.(controls.chosen()));
  const board = boardOf(data);
  panel.replaceChildren(controls.node, board.node);
  const fail = (reason: string): void => {
    panel.hidden = true;
    still.classList.remove('replaced');
    still.prepend(element('p', { class: 'failure' }, `The trials cannot be run here: ${reason}`));
  };
  const connect = (thread: Worker): void => {
    let id = 0;
    const request = (chosen: Chosen) => {
      id++;
      board.start(chosen);
      const { cell, seed, settings, trials } = chosen;
      const { metrics } = data.live;
      thread.postMessage({ id, cell, seed, settings, trials, metrics } satisfies LiveRequest);
    };
    thread.onmessage = ({ data: answer }: MessageEvent<LiveAnswer | typeof ready>) => {
      if (answer === ready) {
        ask = request;
        ask(controls.chosen());
      } else if (answer.id === id) board.take(answer);
    };
  };
  new IntersectionObserver(
    (entries, watcher) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watcher.disconnect();
      startThread(code, connect, fail);
    },
    { rootMargin: ahead },
  ).observe(section);
  panel.hidden = false;
  still.classList.add('replaced');
}

interface Board {
  readonly node: HTMLElement;
  start(chosen: Chosen): void;
  take(answer: LiveAnswer): void;
}

/** What is seen of the trials. */
function boardOf({ live, meanings, committed, means, swept, paper }: PlayData): Board {
  const rowsOf = new Map(Object.entries(committed).map(([method, packed]) => [method, unpack(packed)]));
  const scales = meanings.map(scaleOf);
  const strip = stripOf();
  // Read out once the trials are done, not while they come.
  const said = element('p', { class: 'said', role: 'status' });
  const compared = element('p', { class: 'compared' });
  const key = element('p', { class: 'note' }, 'Dot and bar: mean and 95% interval. Diamond: as committed.');
  const node = element(
    'div',
    { class: 'board' },
    ...scales.map((each) => each.node),
    ...[key, strip.node, said, compared],
  );
  let chosen: Chosen | undefined;
  let reading: number | undefined;
  let same: Compared = compare([], []);

  /** The committed cells with the settings of the panel, none of which are the spec's. */
  const elsewhere = () => {
    const { cell, seed, settings } = chosen!;
    const key = JSON.stringify(settings);
    return swept.filter((one) => {
      return one.method === cell.method && one.seed === seed && JSON.stringify(one.settings) === key;
    });
  };
  const committedOf = (column: string): number | null => {
    if (chosen!.changed.length === 0) return means[chosen!.cell.method]?.[column] ?? null;
    const found = elsewhere().flatMap(({ summary }) => summary.filter(({ metric }) => metric === column));
    return found[0]?.mean ?? null;
  };
  const elsewhereText = (): string => {
    const [found] = elsewhere();
    if (found === undefined)
      return 'No experiment on this page has these settings, so there is nothing to compare with.';
    const numbers = meanings.flatMap((meaning) => {
      const line = found.summary.find(({ metric }) => metric === meaning.column);
      return line === undefined ? [] : [`${meaning.column} ${told(meaning, line)} of ${line.n} trials`];
    });
    return `${found.experiment} has these settings, too: ${numbers.join('; ')}.`;
  };
  const paperOf = (m: number) => (m === 0 && paper?.methods.includes(chosen!.cell.method) ? paper : null);
  return {
    node,
    start(next) {
      chosen = next;
      window.clearTimeout(reading);
      node.setAttribute('aria-busy', 'true');
    },
    take(answer) {
      const { cell, trials, changed } = chosen!;
      if ('refused' in answer) {
        node.removeAttribute('aria-busy');
        said.textContent = `These settings do not work: ${answer.refused}.`;
        compared.textContent = '';
        return;
      }
      const { from, rows, summary, done } = answer;
      const own = rowsOf.get(cell.method) ?? [];
      if (from === 0) {
        strip.clear(trials);
        same = compare([], []);
      }
      strip.add(from, rows);
      meanings.forEach(({ column }, m) => {
        const beside = { paper: paperOf(m), committed: committedOf(column) };
        scales[m]!.show(summary[m]!, beside, done);
      });
      if (changed.length === 0) same = together(same, compare(rows, own, from));
      compared.textContent = changed.length === 0 ? comparedText(same) : elsewhereText();
      if (!done) return;
      node.removeAttribute('aria-busy');
      reading = window.setTimeout(() => {
        said.textContent = outcome(summary);
      }, settled);
    },
  };

  function outcome(summary: readonly LiveSummary[]): string {
    const { cell, trials, changed } = chosen!;
    const numbers = meanings.map((meaning, m) => {
      const printed = paperOf(m);
      return `${meaning.column} ${told(meaning, summary[m]!)}${printed === null ? '' : ` (the paper: ${printed.text})`}`;
    });
    const setting = changed.length === 0 ? 'the spec’s settings' : changed.join(', ');
    return `${live.task}, ${cell.method}, ${trials} trials, ${setting}: ${numbers.join('; ')}.`;
  }
}
