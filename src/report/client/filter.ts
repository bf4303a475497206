/** The filters over a table of claims: native controls, which the page shows once there is a script to serve them. */

export function addFilters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form.filter')) serve(form);
}

function serve(form: HTMLFormElement): void {
  const claims = [...(form.parentElement?.querySelectorAll<HTMLElement>('tbody[data-verdict]') ?? [])];
  const controls = [...form.querySelectorAll('select')];
  const said = form.querySelector('output');
  const show = (): void => {
    const wanted = (claim: HTMLElement) =>
      controls.every(({ name, value }) => value === '' || claim.dataset[name] === value);
    for (const claim of claims) claim.hidden = !wanted(claim);
    const count = claims.filter(({ hidden }) => !hidden).length;
    if (said !== null) said.textContent = count === claims.length ? '' : `${count} of ${claims.length} claims`;
  };
  form.hidden = false;
  form.addEventListener('change', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  // A link to a claim that is filtered out shows all of them again.
  window.addEventListener('hashchange', () => {
    const target = claims.find(({ id }) => id === decodeURIComponent(location.hash.slice(1)));
    if (target === undefined || !target.hidden) return;
    form.reset();
    show();
    target.scrollIntoView();
  });
  show();
}
