/** A compiled figure as one picture: its script gives it one description, and its numbers stand in tables beside it. */
import type { Spec } from 'vega';

/** The spec, none of whose marks is told to screen readers on its own. */
export function onePicture(spec: Spec): Spec {
  return { ...spec, ...unheard(spec) };
}

type Mark = NonNullable<Spec['marks']>[number];

function unheard({ marks = [] }: { readonly marks?: readonly Mark[] }): { marks: Mark[] } {
  return { marks: marks.map((mark) => ({ ...mark, aria: false, ...('marks' in mark ? unheard(mark) : {}) }) as Mark) };
}
