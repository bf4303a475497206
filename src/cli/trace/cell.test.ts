import { describe, expect, it } from 'vitest';
import { InputError } from '../../errors.js';
import { catalogOf } from '../../experiment/catalog.js';
import type { Spec } from '../../experiment/contract.js';
import { traced } from '../../experiment/trace.fixture.js';
import { cellFor, type TraceRequest } from './trace.js';

const catalog = catalogOf();

describe('asking for a trial', () => {
  const asked = (request: Partial<TraceRequest>, spec: Spec = traced) =>
    cellFor(spec, { at: {}, trial: 0, ...request }, catalog);

  it.each([
    [{}, '--task must be one of line, smile, wide; got nothing'],
    [{ task: 'lin' }, '--task must be one of line, smile, wide; got "lin" (did you mean "line"?)'],
    [{ task: 'line' }, '--method must be one of argmin, softmax; got nothing'],
    [{ task: 'line', method: 'lap' }, '--method must be one of argmin, softmax; got "lap"'],
    [
      { task: 'line', method: 'argmin', trial: 20 },
      '--trial must be a whole number from 0 to 19 for line/argmin; got 20',
    ],
    [
      { task: 'line', method: 'argmin', at: { nois: '0.1' } },
      '--at must name one of noise; got "nois" (did you mean "noise"?)',
    ],
    [
      { task: 'line', method: 'argmin', at: { noise: '0.2' } },
      '--at noise must be one of 0.1, 0.3; got "0.2" (did you mean "0.1"?)',
    ],
    [
      { task: 'line', method: 'softmax', at: { noise: '0.1' } },
      '--at must be left out, as nothing is swept in line/softmax; got "noise"',
    ],
  ])('%j is refused: %s', (request, expected) => {
    expect(() => asked(request)).toThrow(new InputError(expected));
  });

  it('without a swept value is of the cell that is not swept, and with one of that cell', () => {
    const line = { task: 'line', method: 'argmin', trial: 2 };
    expect(asked(line).sweep).toEqual({});
    expect(asked({ ...line, at: { noise: '0.3' } }).sweep).toEqual({ noise: 0.3 });
  });

  it('says which swept cells there are where none is without a sweep', () => {
    const sweeps = traced.sweeps.slice(1, 2);
    const message = '--at must say which of 2 cells: noise=0.1|0.3';
    expect(() => asked({}, { ...traced, sweeps })).toThrow(new InputError(message));
  });
});
