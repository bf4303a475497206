import { describe, expect, it } from 'vitest';
import { registry } from '../components/contract.js';
import { InputError } from '../errors.js';
import { catalogOf } from '../experiment/catalog.js';
import { frameOf } from '../tables/frame.js';
import { type FitRequest, planOf } from './plan.js';

const catalog = catalogOf();

/** n rows of which every tenth has no x, every fourth no weight. */
const table = (n: number) =>
  frameOf({
    x: Array.from({ length: n }, (_, i) => (i % 10 === 3 ? null : i % 7)),
    y: Array.from({ length: n }, (_, i) => (i * 3) % 11),
    w: Array.from({ length: n }, (_, i) => (i % 4 === 0 ? 0 : 1)),
    c: Array.from({ length: n }, (_, i) => (i % 3 === 0 ? 'a' : 'b')),
  });

describe('the coverage of intervals', () => {
  const coverage = (n: number, asked: FitRequest, parts = catalog) =>
    planOf({ formula: 'y ~ x', experts: 2, ...asked }, table(n), parts).intervals;

  it.each<[what: string, n: number, asked: FitRequest, coverage: number]>([
    ['of a gate and 100 rows', 100, {}, 0.9],
    ['of fewer', 99, {}, 0],
    ['of classes', 100, { formula: 'c ~ x' }, 0.9],
    ['where rows with missing cells are left out: 99 of 110', 110, { missing: 'drop' }, 0],
    ['the same, of 100 of 111', 111, { missing: 'drop' }, 0.9],
    ['where rows weigh nothing: 99 of 132', 132, { weights: 'w' }, 0],
    ['the same, of 100 of 134', 134, { weights: 'w' }, 0.9],
    ['without a gate', 100, { gate: 'none' }, 0],
    ['of a method with a gate of its own', 100, { gate: 'none', method: 'kmeans' }, 0.9],
    ['where bounds count rows', 100, { min: 40 }, 0],
    ['where they are shares', 100, { min: 0.4 }, 0.9],
    ['asked for of few rows, which the fit refuses', 30, { intervals: 0.8 }, 0.8],
    ['asked for, where bounds count rows', 100, { min: 30, intervals: 0.8 }, 0.8],
    ['not wanted', 100, { intervals: 'none' }, 0],
    ['not wanted, by a number', 100, { intervals: 0 }, 0],
  ])('%s', (_, n, asked, expected) => {
    expect(coverage(n, asked)).toBe(expected);
  });

  it.each<[what: string, asked: FitRequest, message: string]>([
    ['of 1', { intervals: 1 }, 'must be a share above 0, such as 0.9, and at most 0.9995, or none; got 1'],
    ['below 0', { intervals: -0.1 }, 'must be a share above 0, such as 0.9, and at most 0.9995, or none; got -0.1'],
    [
      'that is no number',
      { intervals: Number.NaN },
      'must be a share above 0, such as 0.9, and at most 0.9995, or none; got NaN',
    ],
    ['without a gate', { intervals: 0.9, gate: 'none' }, 'needs a gate, for without one nothing says which expert'],
  ])('is refused %s', (_, asked, message) => {
    expect(() => coverage(100, asked)).toThrow(InputError);
    expect(() => coverage(100, asked)).toThrow(`intervals ${message}`);
  });

  it('is none, and refused where asked for, of classes by experts without probabilities', () => {
    const hinge = { ...catalog.experts.get('logistic'), name: 'hinge', likelihood: 'none' } as const;
    const parts = { ...catalog, experts: registry('experts', [...catalog.experts.all, hinge]) };
    expect(coverage(100, { formula: 'c ~ x', expert: 'hinge' }, parts)).toBe(0);
    expect(() => coverage(100, { formula: 'c ~ x', expert: 'hinge', intervals: 0.9 }, parts)).toThrow(
      'intervals needs probabilities of classes, which expert hinge has none of',
    );
  });
});
