/** How far a model can be trusted: what its file keeps of that, as plain data. Each part is null where it was not asked for. */
export interface Trust {
  readonly intervals: Intervals | null;
  readonly bootstrap: Bootstrap | null;
  readonly needed: Needed | null;
  readonly rule: Rule | null;
}

/**
 * Split conformal prediction (Vovk, Gammerman and Shafer 2005; Lei et al. 2018): rows that nothing was learned from say how far
 * off predictions are. A score is |y - prediction| in the target's units; of classes 1 minus the probability of the true one.
 */
export interface Intervals {
  /** Share of new rows whose target lies within, promised where rows are exchangeable; 0..1. */
  readonly coverage: number;
  /** Rows held out to calibrate. */
  readonly rows: number;
  /** The score that so many rows do not exceed: half the width of an interval, or of classes the greatest score in a set. */
  readonly all: number;
  /** The same of the rows of each expert; null where these are too few, so that `all` stands in. */
  readonly experts: readonly (number | null)[];
  /** What the losses of these rows were under the expert that decided, of each expert; null where it got none of them. */
  readonly losses?: readonly (LossSample | null)[];
}

/** Losses of rows that an expert was not fitted to, in squared units of a regression's target. */
export interface LossSample {
  readonly rows: number;
  readonly mean: number;
  /** Their standard deviation; null of a single one. */
  readonly deviation: number | null;
}

/** Fits to rows drawn with replacement (Efron 1979), their experts matched to the model's. */
export interface Bootstrap {
  /** How many were fitted, and in how many of them some expert was left without what it needs: those count nowhere. */
  readonly resamples: number;
  readonly degenerate: number;
  /** Share of the resamples between the ends of an interval, such as .95. */
  readonly level: number;
  /** Of each expert an interval for each coefficient, as `ExpertReport.coefficients`; null where it has none. */
  readonly coefficients: readonly (readonly Interval[] | null)[];
  /** Of each expert the mean share of resamples in which its rows go to it; null where it has no rows. */
  readonly stability: readonly (number | null)[];
  /** Share of the rows that go to their expert in at least nine of ten resamples; null where none counts. */
  readonly stable: number | null;
  /** The gates of the first resamples, fifty at most: what the stability of new rows is told by. Empty without a choice. */
  readonly gates: readonly ResampledGate[];
}

/** A gate that was learned from a resample, and which of the model's experts each of its experts is. */
export interface ResampledGate {
  readonly state: unknown;
  readonly experts: readonly number[];
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Whether one expert would do: the gain on rows held out against that of tables simulated from one expert. */
export interface Needed {
  readonly simulations: number;
  /** Share of one expert's held-out loss that the mixture saves; of losses as in `FitAnswer.losses`. */
  readonly gain: number;
  /** The gain that 95 % of the simulated tables do not exceed. */
  readonly chance: number;
  /** (1 + simulations with at least this gain) / (1 + simulations) (Davison and Hinkley 1997, section 4.2.5). */
  readonly p: number;
}

/** A shallow tree of the inputs that mimics the gate. */
export interface Rule {
  /** Share of the rows learned from that it gives to the gate's expert. */
  readonly fidelity: number;
  readonly root: RuleNode;
}

export type RuleNode =
  | { readonly expert: number; readonly rows: number }
  | {
      /** Index of an input; yes where its number is at most `most`, or its category is `level`. */
      readonly input: number;
      readonly test: { readonly most: number } | { readonly level: string };
      readonly yes: RuleNode;
      readonly no: RuleNode;
    };
