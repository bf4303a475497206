/**
 * The verdict map of the page: under the pointer, in focus and at the first tap a mark tells its sentence beside the map; a
 * click, or the second tap, goes where its link leads. One stop of the tab key, within which the arrow keys move.
 */
export function addVerdictMap(map: Element): void {
  const told = map.querySelector('p.told');
  const marks = [...map.querySelectorAll<HTMLAnchorElement>('.sections a')];
  if (told === null || marks.length === 0) return;
  let current: HTMLAnchorElement | undefined;
  let touched = false;

  const tell = (mark: HTMLAnchorElement): void => {
    current?.classList.remove('told');
    current = mark;
    mark.classList.add('told');
    told.textContent = mark.getAttribute('aria-label') ?? '';
  };
  const untell = (): void => {
    current?.classList.remove('told');
    current = undefined;
    told.textContent = '';
  };
  for (const mark of marks) {
    // What the browser would show beside it, and a screen reader say.
    mark.setAttribute('aria-label', mark.title);
    mark.removeAttribute('title');
    mark.tabIndex = mark === marks[0] ? 0 : -1;
  }
  const markOf = ({ target }: Event) =>
    target instanceof Element ? target.closest<HTMLAnchorElement>('.sections a') : null;

  map.addEventListener('pointerover', (event) => {
    const mark = markOf(event);
    if (mark !== null && (event as PointerEvent).pointerType === 'mouse') tell(mark);
  });
  map.addEventListener('pointerleave', (event) => {
    if ((event as PointerEvent).pointerType === 'mouse') untell();
  });
  map.addEventListener('focusout', (event) => {
    if (!map.contains((event as FocusEvent).relatedTarget as Node | null)) untell();
  });
  map.addEventListener('pointerdown', (event) => {
    touched = (event as PointerEvent).pointerType === 'touch' && markOf(event) !== current;
  });
  map.addEventListener('focusin', (event) => {
    const mark = markOf(event);
    if (mark === null) return;
    for (const each of marks) each.tabIndex = each === mark ? 0 : -1;
    tell(mark);
  });
  map.addEventListener('click', (event) => {
    const mark = markOf(event);
    if (mark === null || !touched) return;
    touched = false;
    event.preventDefault();
    tell(mark);
  });
  map.addEventListener('keydown', (event) => {
    const mark = markOf(event);
    if (mark === null) return;
    const next = nextOf(mark, (event as KeyboardEvent).key, marks);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  });
}

/** The mark that a key leads to: beside it in the paper's order, or the nearest of the section above or below. */
function nextOf(
  mark: HTMLAnchorElement,
  key: string,
  marks: readonly HTMLAnchorElement[],
): HTMLAnchorElement | undefined {
  const at = marks.indexOf(mark);
  const rows = [...new Set(marks.map((each) => each.closest('ul')))];
  const row = rows.indexOf(mark.closest('ul'));
  const inRow = (r: number) => marks.filter((each) => each.closest('ul') === rows[r]);
  const column = inRow(row).indexOf(mark);
  const beside = (r: number) => inRow(r).at(Math.min(column, inRow(r).length - 1));
  switch (key) {
    case 'ArrowRight':
      return marks[at + 1];
    case 'ArrowLeft':
      return marks[at - 1];
    case 'ArrowDown':
      return row + 1 < rows.length ? beside(row + 1) : undefined;
    case 'ArrowUp':
      return row > 0 ? beside(row - 1) : undefined;
    case 'Home':
      return marks[0];
    case 'End':
      return marks.at(-1);
    default:
      return undefined;
  }
}
