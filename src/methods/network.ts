import { type NetworkState, networkScores } from '../math/network.js';
import { writeClasses, writeLosses, writeProbabilities } from '../math/scores.js';
import type { FittedGate, Predictor } from './contract.js';

/** Networks as classifiers; the loss is -log p(y_i | x_i). */
export const networkExpert: Predictor<NetworkState> = {
  name: 'network',
  losses: (state, x, y, out, offset, stride, rows) =>
    writeLosses(networkScores(state, x), y, out, offset, stride, rows),
  predict: (state, x, out, rows) => writeClasses(networkScores(state, x), out, rows),
};

/** A network as a gate: responsibilities are its probabilities, alpha_theta(x) of section 4.1. */
export const networkGate: FittedGate<NetworkState>['bound'] = {
  name: 'network',
  responsibilities: (state, x, out) => writeProbabilities(networkScores(state, x), out),
};
