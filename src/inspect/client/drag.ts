/** Dragging over a plot, by a mouse or a pen: a finger scrolls the page. */
import { frame, size } from '../plane.js';

/** Shares of the frame, from its lower left corner. */
export type Place = readonly [x: number, y: number];

/** What is less was a click. */
const least = 0.01;

/**
 * @param drag called at most once for each picture that the browser draws, and at the end.
 * @param click called where the pointer did not move.
 */
export function onDrag(svg: SVGSVGElement, drag: (from: Place, to: Place) => void, click: () => void): void {
  let from: Place | undefined;
  let to: Place = [0, 0];
  let waiting = 0;
  const at = ({ clientX, clientY }: PointerEvent): Place => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    const [u, v] = [((clientX - left) / width) * size.width, ((clientY - top) / height) * size.height];
    const within = (share: number) => Math.max(0, Math.min(1, share));
    return [within((u - frame.left) / frame.width), within(1 - (v - frame.top) / frame.height)];
  };
  const moved = (): boolean => from !== undefined && Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]) >= least;
  const tell = (): void => {
    waiting = 0;
    if (from !== undefined && moved()) drag(from, to);
  };
  svg.addEventListener('pointerdown', (event) => {
    if (event.pointerType === 'touch' || event.button !== 0) return;
    from = to = at(event);
    svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  svg.addEventListener('pointermove', (event) => {
    if (from === undefined) return;
    to = at(event);
    if (waiting === 0) waiting = requestAnimationFrame(tell);
  });
  const end = (event: PointerEvent): void => {
    if (from === undefined) return;
    cancelAnimationFrame(waiting);
    to = at(event);
    if (moved()) tell();
    else click();
    waiting = 0;
    from = undefined;
  };
  svg.addEventListener('pointerup', end);
  svg.addEventListener('pointercancel', end);
}
