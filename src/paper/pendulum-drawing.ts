/** The pendulum: a rod on its pivot, the angle from upright, and the two torques. Marks that stand for no data. */

import { frame, ground, ink, soft } from '../charts/colors.js';
import { numberAxis, panel } from '../charts/marks/panel.js';
import { type Layer, type Panel, short } from '../charts/theme.js';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** A place by its angle from upright, rad, counter-clockwise as in Gym, and its distance from the pivot, rod lengths. */
const polar = (angle: number, radius: number): Place => ({
  x: short(-radius * Math.sin(angle)),
  y: short(radius * Math.cos(angle)),
});

const pivot: Place = { x: 0, y: 0 };
/** Where the rod is drawn, and what the torques turn: rad. */
const [theta, clockwise, counter] = [0.8, 2.25, 2 * Math.PI - 2.25];
const reach = 0.42;

/** In the middle of a panel of so many px; the torques' arrows in their colors. */
export function pendulumPanel(width: number, height: number, [lower, upper]: readonly [string, string]): Panel {
  const hidden = (field: string, side: number) => {
    const end = short((1.2 * side) / width);
    return { ...numberAxis({ field, domain: [-end, end] }), axis: null };
  };
  return panel({
    ...{ title: 'Task', notes: ['swing up the rod and hold it'], width, height, view: { stroke: null } },
    layers: [
      line([pivot, polar(0, 0.98)], { color: soft, strokeWidth: 1, strokeDash: [4, 3] }),
      line(arc(0, theta, 0.55), { color: soft, strokeWidth: 1.2 }),
      line([pivot, polar(theta, 1)], { color: frame, strokeWidth: 14, strokeCap: 'round' }),
      line(arc(clockwise, counter, reach), { color: ink, strokeWidth: 2 }),
      head(clockwise, -1, lower),
      head(counter, 1, upper),
      point(pivot, { shape: 'circle', size: 70, fill: ink, stroke: ground }),
      text(polar(0, 1.1), 'upright, θ = 0'),
      text(polar(theta / 2, 0.7), 'θ'),
      text({ x: -0.72, y: -0.5 }, '−2 N m'),
      text({ x: 0.72, y: -0.5 }, '+2 N m'),
      text({ x: 0, y: -0.68 }, 'torque'),
    ],
    ...{ x: hidden('x', width), y: hidden('y', height) },
  });
}

function arc(from: number, to: number, radius: number): Place[] {
  return Array.from({ length: 25 }, (_, i) => polar(from + ((to - from) * i) / 24, radius));
}

function line(places: readonly Place[], stroke: object): Layer {
  return {
    data: { values: places.map((place, i) => ({ ...place, i })) },
    mark: { type: 'line', ...stroke, aria: false },
    encoding: { order: { field: 'i' } },
  };
}

function point(place: Place, look: object): Layer {
  return { data: { values: [place] }, mark: { type: 'point', ...look, opacity: 1, aria: false } };
}

/** The head of an arrow along the arc, to greater angles (1) or to smaller ones (-1). */
function head(angle: number, way: 1 | -1, fill: string): Layer {
  // The way that greater angles go, as an angle from upright, clockwise, in degrees.
  const ahead = (Math.atan2(-way * Math.cos(angle), -way * Math.sin(angle)) * 180) / Math.PI;
  return point(polar(angle, reach), { shape: 'triangle-up', size: 130, fill, stroke: ink, angle: short(ahead) });
}

function text(place: Place, words: string): Layer {
  return { data: { values: [place] }, mark: { type: 'text', text: words, aria: false } };
}
