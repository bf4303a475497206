/** What the specs of a folder are about, together. */
import type { Finding } from './finding-contract.js';

/** The file beside the specs that it is about. */
export const studyFile = 'study.yaml';

export interface Study {
  readonly paper?: Paper;
  /** What was found, in one sentence. */
  readonly headline?: Finding;
  /** The figures that show what matters most, the first first. */
  readonly findings: readonly FigureName[];
}

export interface Paper {
  readonly title: string;
  readonly authors: readonly string[];
  /** What it is about, for a reader who knows nothing of it: a sentence or two. */
  readonly about?: string;
  readonly year?: number;
  /** http or https. */
  readonly url?: string;
  /** Titles of sections by their numbers, as claims give them. */
  readonly sections?: Readonly<Record<string, string>>;
}

/** A figure by its chart. */
export interface FigureName {
  readonly experiment: string;
  readonly figure: string;
}
