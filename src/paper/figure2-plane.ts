/** Panels of figure 2 over the plane of angle and speed: the demonstrations, and what each method does where. */
import type { Case } from '../charts/cases.js';
import { byClass, byExpert, type PlaneMap } from '../charts/marks/map.js';
import { borderLayers, fieldLayer, nameLayers } from '../charts/marks/map-layers.js';
import { roomsOf } from '../charts/marks/map-rooms.js';
import type { PlaneSample } from '../charts/marks/plane-samples.js';
import { ink, type Layer, type Panel } from '../charts/theme.js';

/** The two torques of the demonstrations, class 0 and class 1: the lower one slows down, the other speeds up. */
export const actions = [
  { name: '−2', colour: '#0072B2', tint: '#D3E6F3', shape: 'triangle-down' },
  { name: '+2', colour: '#D55E00', tint: '#F9DCC4', shape: 'triangle-up' },
] as const;

interface Size {
  readonly width: number;
  readonly height: number;
  /** Whether its vertical axis is labelled. */
  readonly left: boolean;
}

/** Demonstrated states by the torque that was taken. */
export function demonstrationPanel(samples: readonly PlaneSample[], told: string, size: Size): Panel {
  return panel('Demonstrations', told, demonstrated(samples), size);
}

/** The plane by the torque of a method's policy, with thin lines between its experts. */
export function policyPanel({ method, told }: Case, map: PlaneMap, size: Size): Panel {
  const tints = actions.map(({ tint }) => tint);
  const drawn = [
    fieldLayer(map, byClass, tints),
    ...borderLayers(map, byExpert, '#9a9a9a', 0.7),
    ...borderLayers(map, byClass, ink, 1.4),
    ...nameLayers(roomsOf(map, byClass), (action) => actions[action]!.name),
  ];
  return panel(method, told, map.length === 0 ? [nothing] : drawn, size);
}

/** A view must have a layer; this one has no mark to draw. */
const nothing: Layer = { data: { values: [] }, mark: 'point' };

function demonstrated(samples: readonly PlaneSample[]): Layer[] {
  return actions.map(({ colour, shape }, action) => ({
    data: { values: samples.filter(({ label }) => label === action).map(({ x, y }) => ({ x, y })) },
    mark: { type: 'point', shape, size: 16, fill: colour, strokeWidth: 0, opacity: 0.75, clip: true, aria: false },
  }));
}

function panel(name: string, told: string, layer: Layer[], { width, height, left }: Size): Panel {
  const angle = "datum.value < -1 ? '−π' : datum.value > 1 ? 'π' : '0'";
  return {
    title: { text: name, subtitle: told },
    width,
    height,
    layer,
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        scale: { domain: [-Math.PI, Math.PI], nice: false },
        axis: { title: 'θ (rad)', grid: false, values: [-Math.PI, 0, Math.PI], labelExpr: angle, labelFlush: false },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        scale: { domain: [-8, 8], nice: false },
        axis: {
          title: left ? 'dθ/dt (rad/s)' : null,
          grid: false,
          values: [-8, -4, 0, 4, 8],
          labels: left,
          ticks: left,
          labelFlush: true,
        },
      },
    },
  };
}
