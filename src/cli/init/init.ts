/** `moe init`: a spec to start from, which runs as it stands; its comments tell how to make it one’s own. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { allowed, isName } from '../../components/kinds.js';
import { InputError, shown } from '../../errors.js';
import { makeFolder, writeAtomically } from '../../results/atomic.js';
import { commandFor, ending, type Next } from '../ending.js';
import { listExperiments } from '../experiments.js';
import type { GlobalOptions } from '../options.js';
import { print } from '../output.js';

export interface InitOptions extends GlobalOptions {
  readonly out: string;
}

/**
 * Writes the spec and prints what to do next.
 * @throws InputError for a name that cannot be one or that an experiment has, and where a file of that name is.
 */
export function init(name: string, { out, quiet, color }: InitOptions): void {
  checkName(name);
  const path = join(out, `${name}.yaml`);
  if (existsSync(path)) throw new InputError(`${path} exists already, and is not overwritten`);
  makeFolder(out);
  writeAtomically(path, specTemplate(name));
  if (quiet) return;
  const asked = { names: [path], folder: 'results' };
  const next: readonly Next[] = [
    [commandFor('run', asked), 'runs every trial, in seconds'],
    [commandFor('plot', asked), 'draws its figures'],
    [commandFor('report', asked), 'puts all of it on one page'],
    [commandFor('check', asked), 'checks that it still comes out the same'],
  ];
  print(ending({ wrote: [path], next }), { color });
}

function checkName(name: string): void {
  if (/\.ya?ml$/i.test(name)) {
    throw new InputError(
      `NAME is without .yaml; got ${shown(name)} (did you mean ${shown(name.replace(/\.\w+$/, ''))}?)`,
    );
  }
  if (!isName(name)) throw new InputError(`NAME must be ${allowed({ kind: 'name' })}; got ${shown(name)}`);
  const taken = listExperiments().get(name);
  if (taken !== undefined) throw new InputError(`NAME must be a new one; ${shown(name)} is ${taken}`);
}

/** The spec that `moe init` writes: it runs as it stands, and its comments tell how to make it one's own. */
export function specTemplate(name: string): string {
  return `# An experiment of moe. It runs as it stands, in seconds:
#   moe run ${name}.yaml       results/${name}/: every trial, summaries, claims
#   moe plot ${name}.yaml      plots/${name}/: the figures below
# What can be named here, with parameters and defaults: moe list. For completion in an editor: moe schema > schema.json,
# and as the first line of this file: # yaml-language-server: $schema=schema.json
name: ${name}
title: Three lines, and three ways to give samples to them
seed: 0 # every draw of every trial derives from it

tasks:
  pieces:
    about: Three linear pieces with noise, new in each trial
    data: { name: piecewise-linear, n: 60, noise: 0.1 }
    k: 3 # experts
    expert: { name: linear, ridge: 0.001 }
    metrics: [stable, degenerate, error, error_at_stop]
  # Your own data: a CSV file beside this one, whose first line names its columns. Then give it figures and claims, too;
  # an expert for two classes is rbf-svm, for any number logistic (moe list experts).
  # own:
  #   data: { name: table, path: own.csv, target: price } # or formula: price ~ area + rooms
  #   k: 3
  #   expert: { name: linear, ridge: 0.001 }
  #   metrics: [stable, error]

# How a mixture is learned (moe list methods): here by alternation, with a rule that gives samples to experts (moe list
# rules).
methods:
  argmin: { learn: alternating, assign: argmin, trials: 100 }
  softmax: { learn: alternating, assign: { name: softmax, temperature: 0.1 }, trials: 100 }
  sized: { learn: alternating, assign: { name: lp, min: 10, max: { share: 0.5 } }, trials: 100 }

# Blocks of the grid: first every task by every method, then argmin again for each value of a setting. A setting is k,
# data.<parameter>, expert.<parameter> or learn.<parameter>; several sweeps in one block are crossed.
sweeps:
  - over: {}
  - tasks: [pieces]
    methods: [argmin]
    over: { noise: { set: data.noise, to: [0, 0.3, 1] } }

# What trials keep for figures, beyond their row: the first three, their data and fitted experts.
record:
  examples: [{ task: pieces, trials: [0, 1, 2] }]
  # history: 10 # the loss of every iteration of ten trials of each cell, for the figure convergence

# moe list charts
figures:
  - { name: lines, task: pieces, judge: sized }
  - { name: sweep, metric: stable, defaults: { noise: 0.1 } }

# Sentences, each with the tests that decide its verdict from the rows of a run, by an interval and never by a value. What
# you expect stands beside: a run that comes out otherwise says so, and moe check fails.
claims:
  - id: C1
    sentence: Bounds on the sizes keep every expert alive
    section: "-" # where the sentence stands, of a paper
    paper: all # the value that is printed there
    expected: reproduced
    why: The linear program gives each expert 10 samples or more
    tests:
      - { task: pieces, method: sized, metric: degenerate, never: 5 } # not once, and surely in at most 5% of trials
  - id: C2
    sentence: argmin loses an expert now and then
    section: "-"
    paper: sometimes
    expected: reproduced
    why: An expert without samples gets none again
    tests:
      - { task: pieces, method: argmin, metric: stable, within: [50, 99] } # in percent
  - id: C3
    sentence: Counting the trials that lose one, argmin errs more
    section: "-"
    paper: "-"
    # calibrated: a setting that was chosen so that the number comes out; a claim that then holds is no evidence
    expected: reproduced
    why: Where an expert is lost, two lines have to do for three pieces
    tests: # a ratio: argmin's mean over that of sized
      - { task: pieces, method: argmin, metric: error_at_stop, against: { method: sized }, atLeast: 2 }

# Laid over the above by --quick: fewer trials, for a first look and for continuous integration.
quick:
  methods:
    argmin: { trials: 50 }
    softmax: { trials: 50 }
    sized: { trials: 50 }
`;
}
