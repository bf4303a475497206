/** What is wrong with a file that was read as located YAML, as one error. */
import { type Complaint, type Path, sentence } from '../../components/complaints.js';
import { InputError } from '../../errors.js';
import type { Located } from './source.js';

const maxShown = 10;

/**
 * The complaints as one error, a line each in the order of the file, the first ten.
 * @param overlay key of the section laid over the spec when `data` was made, such as `quick`: places and paths are
 * looked for there first.
 */
export function refusal(complaints: readonly Complaint[], file: Located, overlay?: string): InputError {
  const found = complaints.map((complaint) => {
    const { at, of, message, rest } = complaint;
    const above = overlay !== undefined && isOverlaid(file, at, overlay) ? [overlay] : [];
    const offset = file.offset([...above, ...at], of);
    return { offset, complaint, above, key: JSON.stringify([offset, at, message, rest]) };
  });
  found.sort((a, b) => a.offset - b.offset);
  const inOrder = [...new Map(found.map((one) => [one.key, one])).values()];
  const lines = inOrder
    .slice(0, maxShown)
    .map(({ offset, complaint, above }) => `${file.place(offset)} ${sentence(complaint, above)}`);
  const more = inOrder.length > maxShown ? [`... and ${inOrder.length - maxShown} more`] : [];
  return new InputError([...lines, ...more].join('\n'));
}

function isOverlaid(file: Located, path: Path, overlay: string): boolean {
  const depth = file.depth([overlay, ...path]) - 1;
  return depth === path.length || depth > file.depth(path);
}
