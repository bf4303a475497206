/** Along which inputs a fit is drawn. */
import { matrix } from '../../math/matrix.js';
import { type BoundModel, responsibilities } from '../../model/predict.js';
import { alongOf } from './along.js';

/**
 * The inputs that tell most of the experts, of numbers whose range is known: of a regression the one along which their lines rise
 * or fall most, of classes the two along which the gate's shares change most, all other inputs in their middle. None where there
 * are too few.
 */
export function pictureInputs(model: BoundModel): readonly number[] {
  const { encoding, target } = model.model;
  const needed = target.kind === 'regression' ? 1 : 2;
  const numbers = encoding.inputs.flatMap((input, at) => (input.kind === 'number' && input.range !== null ? [at] : []));
  const telling = numbers.map((at) => ({
    at,
    tells: target.kind === 'regression' ? lines(model, at) : shares(model, at),
  }));
  const order = telling.toSorted((a, b) => b.tells - a.tells || a.at - b.at).map(({ at }) => at);
  return order.length < needed ? [] : order.slice(0, needed);
}

/** The variances of the experts' predictions along an input, summed. */
function lines({ model, expert, states }: BoundModel, input: number): number {
  const { x } = alongOf(model.encoding, input);
  const out = new Float64Array(x.rows);
  return states.reduce<number>((sum, state) => {
    expert.predict(state, x, out);
    return sum + variance(out);
  }, 0);
}

function shares(model: BoundModel, input: number): number {
  const { x, gateX = x } = alongOf(model.model.encoding, input);
  const k = model.states.length;
  const { data } = model.gate === null ? matrix(x.rows, k) : responsibilities(model, gateX);
  const of = (j: number) => data.filter((_, at) => at % k === j);
  return Array.from({ length: k }, (_, j) => variance(of(j))).reduce((sum, one) => sum + one, 0);
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
