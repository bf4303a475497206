/** What a mark stands for, beside the pointer or under the finger: one handler for all figures of the page. */

/** Shows what `data-said` of a mark says while the pointer is over it. */
export function addTooltips(): void {
  const shown = document.createElement('div');
  shown.id = 'said';
  // The tables under the figures say the same to a screen reader.
  shown.setAttribute('aria-hidden', 'true');
  document.body.append(shown);
  document.addEventListener('pointermove', ({ target, clientX, clientY }) => {
    const said = target instanceof Element ? target.closest('[data-said]')?.getAttribute('data-said') : null;
    shown.classList.toggle('shown', said !== null && said !== undefined);
    if (said === null || said === undefined) return;
    if (shown.textContent !== said) shown.textContent = said;
    const { offsetWidth, offsetHeight } = shown;
    const left = Math.max(4, Math.min(clientX + 12, window.innerWidth - offsetWidth - 4));
    const below = clientY + 18;
    const top = below + offsetHeight > window.innerHeight ? clientY - offsetHeight - 10 : below;
    shown.style.left = `${left}px`;
    shown.style.top = `${Math.max(4, top)}px`;
  });
  const hide = (): void => shown.classList.remove('shown');
  document.addEventListener('scroll', hide, { passive: true });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide();
  });
}
