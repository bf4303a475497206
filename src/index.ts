/** The library; `make format` writes docs/api.md from what stands here. Node and browsers get the same names. */
export { type AssignOptions, assign } from './assignments/assign.js';
export type { Assign, AssignmentRule } from './assignments/contract.js';
export type { Component, ParameterTable, Reference, Size } from './components/contract.js';
export type { StateTable } from './components/state.js';
export type { Dataset, Target, Task } from './datasets/contract.js';
export type { Environment, Policy } from './environments/contract.js';
export { type Pendulum, type PendulumState, pendulum } from './environments/pendulum.js';
export type { BatchPolicy, Rollout, RolloutOptions } from './environments/rollout.js';
export { InputError } from './errors.js';
export type { BoundExpert, Expert, Samples } from './experts/contract.js';
export type { ExpertReport, FitHooks, FitProgress, FitReport, HeldScore, Score, SizeReport } from './fit/contract.js';
export type { TableOptions } from './fit/fit-columns.js';
export type { FitData, FitOptions, Targets } from './fit/fit-matrix.js';
export { type FittedMixture, type FittedTableMixture, fitMixture, type TableData } from './fit/fit-mixture.js';
export { loadMixture, type Mixture, type Predicted, type Predictions, saveMixture } from './fit/mixture.js';
export type { Choice, FitRequest } from './fit/plan.js';
export type { BoundGate, Gate, RoutedSamples } from './gates/contract.js';
export type { GivenMatrix, Matrix } from './math/matrix.js';
export { type MinimizeOptions, type Minimum, minimize } from './math/minimize.js';
export type {
  ConstrainedProblem,
  ConstraintValues,
  Found,
  ObjectiveValue,
  Stopped,
  Watch,
} from './math/minimize-problem.js';
export { type Rng, stream } from './math/random.js';
export type { Features } from './math/sparse.js';
export type { Learnt, Log, Method, Problem, StartEnd, StartsDone, Step } from './methods/contract.js';
export type { Finished, Metric } from './metrics/contract.js';
export type { ModelJson } from './model/codec.js';
export type { FittedGate, Model, ModelTarget, Origin } from './model/contract.js';
export { modelOf } from './model/contract.js';
export type { Encoding, Factor, Feature, Input } from './tables/encoding.js';
export type { GivenColumns, MissingPolicy, UnseenPolicy } from './tables/frame.js';
