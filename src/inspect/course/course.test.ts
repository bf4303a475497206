import { describe, expect, it } from 'vitest';
import { prepare } from '../../datasets/prepare.js';
import { courseAgain } from '../../fit/course.js';
import type { FitRequest } from '../../fit/plan.js';
import { planAgain } from '../../fit/refit.js';
import { catalog, fitted, table } from '../why/models.fixture.js';
import { pictureInputs } from './inputs.js';
import { courseHtml } from './section.js';
import { traceOf } from './trace.js';

async function courseFor(asked: FitRequest) {
  const model = await fitted(asked);
  const plan = planAgain(model.origin!.options, catalog);
  const prepared = prepare(table(150, 1), 'data', plan, catalog.experts.get(plan.expert.name).target);
  const found = await courseAgain(model, plan, prepared, catalog);
  if ('missing' in found) throw new Error(found.missing);
  return { model, prepared, ...found };
}

const plain: FitRequest = { formula: 'y ~ depth + stations + place', starts: 6 };

describe('the course of a fit', () => {
  it('ends at the model, whichever settings held-out rows chose, and tells how every start went', async () => {
    const { model, course } = await courseFor({ ...plain, method: 'gated-alternating', gate: 'softmax' });
    expect(course.model.model.experts).toEqual(model.experts);
    const { history, starts } = course.learnt.log;
    // A quarter of the rows calibrates intervals.
    expect(course.rows).toHaveLength(113);
    expect(history.every(({ assignment }) => assignment?.length === 113)).toBe(true);
    expect(starts!.map(({ losses }) => losses!.length)).toEqual(starts!.map(({ iterations }) => iterations));
    expect(starts!.some(({ losses }) => losses!.at(-1) === history.at(-2)!.loss)).toBe(true);
  });

  it('is drawn along the input that tells most, in the units of the table, its lines through the last experts', async () => {
    const { course, prepared, expert } = await courseFor({ ...plain, method: 'multistart', gate: 'none' });
    const drawn = pictureInputs(course.model);
    expect(drawn).toEqual([0]);
    const trace = traceOf({ course, prepared, expert, drawn })!;
    const { samples, steps } = trace;
    expect(samples).toMatchObject({ axes: ['depth'], target: 'y' });
    expect(samples!.index).toEqual(Array.from({ length: 150 }, (_, row) => row + 1));
    expect(samples!.y).toEqual(Array.from(prepared.y));
    expect(steps.length).toBeLessThanOrEqual(30);
    expect(steps[0]!.loss).toBeNull();
    const { assignment, curves } = steps.at(-1)!.picture!;
    expect(assignment).toEqual([...course.learnt.assignment]);
    expect(curves.map((line) => line.length)).toEqual([41, 41, 41]);
    // Affine in depth, with the slope of the expert in the table's units.
    const { target, encoding, experts } = course.model.model;
    curves.forEach((line, j) => {
      const slope = (line.at(-1)!.prediction - line[0]!.prediction) / (line.at(-1)!.x - line[0]!.x);
      const state = experts[j] as { readonly slopes: Float64Array };
      const { scale } = target as { readonly scale: number };
      expect(slope).toBeCloseTo((scale * state.slopes[0]!) / encoding.experts[0]!.scale, 9);
    });
    for (let s = 1; s < steps.length; s++) {
      const [before, now] = [steps[s - 1]!.picture!.assignment, steps[s]!.picture!.assignment];
      expect(steps[s]!.changed).toBe(now.filter((label, i) => label !== before[i]).length);
    }
    const page = courseHtml({ course, expert }, prepared)!.html;
    expect(page).toContain('<p class="frame-name">The start</p>');
    expect(page).toContain('All steps in words');
    expect(page).toContain('thin: the mean losses of all 6 starts');
    expect(page).not.toContain('NaN');
  });

  it('of classes is drawn on the two inputs that tell most of the gate', async () => {
    const asked: FitRequest = { formula: 'kind ~ depth + stations + place', starts: 6 };
    const { course, prepared, expert } = await courseFor({ ...asked, method: 'gated-alternating', gate: 'softmax' });
    const drawn = pictureInputs(course.model);
    expect(drawn).toHaveLength(2);
    const { samples, steps } = traceOf({ course, prepared, expert, drawn })!;
    expect(samples!.axes.toSorted()).toEqual(['depth', 'stations']);
    // Experts of one class each are no fault where a gate decides.
    expect(steps.every(({ classes }) => classes === undefined)).toBe(true);
    const alone = await courseFor({ ...asked, method: 'multistart', gate: 'none' });
    const { classes, sizes } = traceOf({ ...alone, drawn })!.steps.at(-1)!;
    expect(classes!.map((counts) => counts.reduce((a, b) => a + b))).toEqual(sizes);
  });

  it('is none where the experts are fitted once', async () => {
    const { course, prepared, expert } = await courseFor({
      formula: plain.formula!,
      method: 'kmeans',
      gate: 'softmax',
    });
    expect(courseHtml({ course, expert }, prepared)).toBeNull();
  });
});
