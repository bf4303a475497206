import { type Check, ok } from './contract.js';

const svg = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text x="2" y="15">${text}</text></svg>`;

export const figures: Check = {
  name: 'figures',
  about: 'moe plot: Vega-Lite, the shipped fonts, the PNG renderer',
  optional: false,
  remedy: 'npm ci',
  async look() {
    const { toPng, toSvg } = await import('../../charts/render.js');
    const drawn = await toSvg({
      description: 'A point.',
      data: { values: [{ x: 1 }] },
      mark: 'point',
      encoding: { x: { field: 'x', type: 'quantitative' } },
    });
    if (!drawn.includes('<path')) throw new Error('Vega-Lite draws nothing');
    const [written, blank] = [await toPng(svg('moe')), await toPng(svg(''))];
    if (written.equals(blank)) throw new Error('text is not drawn in PNG files: the fonts are missing');
    return ok('SVG and PNG are drawn, with text');
  },
};
