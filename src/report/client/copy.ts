/** A button at each command that puts it into the clipboard, where the browser lets a page do that. */

export function addCopyButtons(): void {
  if (navigator.clipboard === undefined) return;
  for (const lines of document.querySelectorAll('.behind pre')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.addEventListener('click', () => {
      navigator.clipboard.writeText(lines.textContent ?? '').then(
        () => {
          button.textContent = 'Copied';
        },
        () => {
          button.textContent = 'Not copied';
        },
      );
    });
    lines.after(button);
  }
}
