/** A model as what every language writes, and what a language is. */
import type { Component } from '../components/contract.js';
import type { ExpertLayers } from '../experts/contract.js';
import type { Layer } from '../math/layers.js';
import type { ModelTarget } from '../model/contract.js';
import type { Intervals } from '../model/trust-contract.js';
import type { Encoding } from '../tables/encoding.js';

/** All that a row needs to be predicted, and what a reader of the code wants to know. */
export interface Portable {
  /** What it is and where it comes from: lines of text, names of columns and categories among it. */
  readonly about: readonly string[];
  readonly encoding: Encoding;
  /** The names of the d features of the experts, and of the g of the gate. */
  readonly names: { readonly experts: readonly string[]; readonly gate: readonly string[] };
  readonly target: ModelTarget;
  /** What the experts are called, such as `linear`, and the gate. */
  readonly kinds: { readonly expert: string; readonly gate: string };
  /** Of each of the k experts. */
  readonly experts: readonly ExpertLayers[];
  /** What each expert predicts in the table's units, as text; null where that is no formula of few terms. */
  readonly equations: readonly (string | null)[];
  readonly gate: readonly Layer[];
  /** Whether `shares` of experts are probabilities of classes. */
  readonly probable: boolean;
  /** Null where the model has none. */
  readonly intervals: Intervals | null;
}

/** What the caller chose. */
export interface Settings {
  /** The table that a query reads. */
  readonly table: string;
}

/** A language that a model can be written in. */
export interface Language extends Pick<Component, 'name' | 'about'> {
  /** The whole text. @throws InputError that names what it lacks, for a model that it cannot write. */
  write(model: Portable, settings: Settings): string;
}
