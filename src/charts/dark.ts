/**
 * A figure's colors where the page around it is dark. The colors of experts and methods have their counterparts in
 * `colors.ts`; of all others lightness is turned round, at the same hue, from the page's light ground to its dark one, so that
 * what stood out from the ground does so still.
 */
import { darkColors } from './colors.js';

/** Lightness (OKLab) of the page's dark ground, which was white; and how much brighter what was darker gets. */
const [ground, rise] = [0.2, 0.97];

/**
 * @param color `#rrggbb`.
 * @returns `#rrggbb`, too.
 */
export function darkOf(color: string): string {
  const known = darkColors.get(color.toLowerCase());
  if (known !== undefined) return known;
  const [lightness, a, b] = labOf(color);
  const turned = Math.min(1, ground + rise * (1 - lightness));
  // Where there is no such color of full chroma, a paler one.
  for (let chroma = 1; chroma > 0; chroma -= 0.05) {
    const parts = rgbOf([turned, a * chroma, b * chroma]);
    if (parts.every((part) => part >= 0 && part <= 1)) return hexOf(parts);
  }
  return hexOf(rgbOf([turned, 0, 0]));
}

type Triple = readonly [number, number, number];

/** OKLab (Ottosson 2020) of an sRGB color. */
function labOf(color: string): Triple {
  const [r, g, b] = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** Shares of red, green and blue in sRGB; outside of 0 to 1 where there is no such color. */
function rgbOf([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    coded(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    coded(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    coded(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

const linear = (part: number): number => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
const coded = (part: number): number => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055);

const hexOf = (parts: Triple): string =>
  `#${parts
    .map((part) =>
      Math.round(255 * Math.min(1, Math.max(0, part)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
