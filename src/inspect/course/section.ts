/** How the model came about: its fit, again, step by step. */
import type { Prepared } from '../../datasets/prepare.js';
import { type Html, html } from '../../documents/html.js';
import type { BoundExpert } from '../../experts/contract.js';
import type { Course } from '../../fit/course.js';
import { courseFigure } from './figure.js';
import { pictureInputs } from './inputs.js';
import { traceOf } from './trace.js';

/** A fit that was made again, and what it is drawn with. */
export interface CourseOf {
  readonly course: Course;
  readonly expert: BoundExpert;
  readonly prepared: Pick<Prepared, 'frame' | 'y'>;
}

/** @returns a sentence where the method has no course. */
export function courseHtml({ course, expert, prepared }: CourseOf): Html {
  const trace = traceOf({ course, expert, prepared, drawn: pictureInputs(course.model) });
  const { name } = course.recipe.method;
  if (trace === null)
    return html`<p>The method <code>${name}</code> fits its experts once: there are no steps to be shown.</p>\n`;
  const { target } = course.model.model;
  const scale = target.kind === 'regression' ? target.scale ** 2 : 1;
  return html`<p>The fit was made again, from the same rows and draws, and ended at this very model, to the last digit.</p>
<div class="course">${courseFigure(trace, course.learnt.log, scale)}</div>
`;
}
