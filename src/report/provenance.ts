/** Where an experiment's results come from: run.json for a reader. */
import { counted } from '../counted.js';
import type { Run } from '../results/provenance.js';
import { type Html, html, type Part } from './html.js';
import { cut, quoted } from './words.js';

/** What was asked for instead of the spec's grid, as flags; empty where nothing was. */
export function askedOf({ options: { filter, trials, seed } }: Run): string {
  return [
    ...Object.entries(filter).map(([key, values]) => `--filter ${key}=${values.join(',')}`),
    ...(trials === null ? [] : [`--trials ${trials}`]),
    ...(seed === null ? [] : [`--seed ${seed}`]),
  ].join(' ');
}

/** @param command what makes the results. */
export function provenanceOf({ run, command, folder }: { run: Run; command: string; folder: string }): Html {
  const { spec, moe, machine } = run;
  const asked = askedOf(run);
  const facts: readonly (readonly [string, Part])[] = [
    ['command', html`<code>${cut(command, 500)}</code>`],
    ['asked for besides', asked !== '' && quoted(asked)],
    ['results', html`<code>${folder}/</code>`],
    ['spec', html`<code>${cut(spec.file, 500)}</code>, SHA-256 of its text <code class="digest">${spec.digest}</code>`],
    ['seed', run.seed],
    ['moe', html`${quoted(moe.version)}, digest of its code <code class="digest">${moe.code}</code>`],
    ['Node.js', html`${quoted(run.node)}, V8 ${quoted(run.v8)}`],
    [
      'machine',
      html`${quoted(machine.cpu)}, ${counted(machine.cores, 'core')}, ${machine.memoryGiB} GiB, ${quoted(machine.platform)}
${quoted(machine.arch)}`,
    ],
    ['time limit of a trial', `${run.timeoutSeconds} s`],
    ['when', html`${timeOf(run.started)} to ${timeOf(run.ended)}`],
  ];
  const told = facts.filter(([, value]) => value !== false);
  return html`<dl class="facts">\n${told.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;
}

const timeOf = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</time>`;
