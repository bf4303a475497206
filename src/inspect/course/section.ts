/** How the model came about: its fit, again, step by step. */
import type { Prepared } from '../../datasets/prepare.js';
import { type Html, html } from '../../documents/html.js';
import type { CourseFound } from '../../fit/course.js';
import type { PageSection } from '../contract.js';
import { courseFigure } from './figure.js';
import { pictureInputs } from './inputs.js';
import { traceOf } from './trace.js';

export const course: PageSection = {
  id: 'course',
  title: 'How it was learned',
  async html({ data }) {
    const made = data?.course ?? null;
    if (data === null || made === null) return null;
    if ('missing' in made) return html`<p>The steps of the fit are not shown: ${made.missing}.</p>\n`;
    return courseHtml(made, data.prepared);
  },
};

/** @returns null of a fit without steps; how the model was fitted says that. */
export function courseHtml(
  { course: made, expert }: Exclude<CourseFound, { readonly missing: string }>,
  prepared: Pick<Prepared, 'frame' | 'y'>,
): Html | null {
  const trace = traceOf({ course: made, expert, prepared, drawn: pictureInputs(made.model) });
  if (trace === null) return null;
  const { target } = made.model.model;
  const scale = target.kind === 'regression' ? target.scale ** 2 : 1;
  return html`<p>The fit was made again, from the same rows and draws, and ended at this very model, to the last digit.</p>
<div class="course">${courseFigure(trace, made.learnt.log, scale)}</div>
`;
}
