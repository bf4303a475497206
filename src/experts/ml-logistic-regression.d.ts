/** What is used of ml-logistic-regression 2.0.0, which has no types. */
declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  export default class LogisticRegression {
    constructor(options: { readonly numSteps: number; readonly learningRate: number });
    /** @param y n x 1, labels 0..c-1. */
    train(x: Matrix, y: Matrix): void;
    /** One a class: the weights, 1 x d, of the samples that are *not* of the class. */
    readonly classifiers: readonly { readonly weights: Matrix }[];
  }
}
