/** Opens what is folded over the place that a link leads to, and goes there: not every browser does both. */
export function openFolds(): void {
  const open = (): void => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let fold = place?.closest('details');
    if (!place || !fold) return;
    for (; fold; fold = fold.parentElement?.closest('details')) fold.open = true;
    place.scrollIntoView();
  };
  open();
  window.addEventListener('hashchange', open);
}
