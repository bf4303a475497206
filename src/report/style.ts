/** How the page looks: one stylesheet, no fonts to load, light and dark, narrow and on paper. */

/** Every pair of text and ground has a contrast of at least 4.5 : 1. */
const colours = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f5f6f8; --text: #1d2127; --soft: #565d68; --line: #d5d9e0; --link: #0a57a4;
  --good: #0b6b3a; --near: #0a5b86; --mixed: #8a4b00; --bad: #a81e1e; --none: #565d68;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15181d; --raised: #1e232a; --text: #e4e7ec; --soft: #a7afbb; --line: #3a414c; --link: #83bdf5;
    --good: #6fd39b; --near: #7cc7ee; --mixed: #f0b35c; --bad: #f79a94; --none: #a7afbb;
  }
}
`;

const page = `
*, *::before, *::after { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 0 1.25rem 4rem; max-width: 66rem; background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; overflow-wrap: anywhere;
}
main:focus { outline: 0; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; padding: .6rem 1rem; background: var(--ground); z-index: 10; }
.skip:focus { left: .5rem; top: .5rem; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { margin: 2.5rem 0 .5rem; font-size: 2rem; }
h2 { margin: 3.5rem 0 .75rem; padding-top: 1rem; border-top: 2px solid var(--line); font-size: 1.5rem; }
h3 { margin: 2.25rem 0 .6rem; font-size: 1.175rem; }
h4 { margin: 1.5rem 0 .5rem; font-size: 1rem; }
p, ul, ol, dl { margin: .6rem 0; }
p, li, dd { max-width: 46rem; }
code, pre { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { overflow-x: auto; padding: .8rem 1rem; border-radius: .4rem; background: var(--raised); }
nav { margin: 1.5rem 0; padding: .25rem 1.25rem 1rem; border-radius: .5rem; background: var(--raised); }
nav h2 { margin: .9rem 0 .4rem; padding: 0; border: 0; font-size: 1rem; }
nav ol, nav ul { margin: 0; padding: 0; list-style: none; }
nav li { max-width: none; padding: .15rem 0; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 .9rem; padding-left: 1rem; font-size: .875rem; }
nav a, .run { display: inline-block; }
footer { margin-top: 4rem; border-top: 1px solid var(--line); }
.run, .note, footer, small { color: var(--soft); }
.note, footer, small { font-size: .875em; }
.long { overflow-wrap: anywhere; }
code.long { font-size: .75em; }
details { margin: .6rem 0; }
summary { display: list-item; width: fit-content; max-width: 100%; padding: .3rem 0; color: var(--link); cursor: pointer; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .35rem 1.25rem; }
dl.facts dt { color: var(--soft); }
dd { margin: 0; }
@media (max-width: 40rem) {
  body { padding: 0 .9rem 3rem; }
  h1 { font-size: 1.6rem; }
  h2 { font-size: 1.3rem; }
  dl.facts { display: block; }
  dl.facts dd { margin-bottom: .6rem; }
}
`;

const tables = `
.scroll { overflow-x: auto; margin: .75rem 0 .25rem; }
.scroll:focus-visible, .sheet:focus-visible { outline-offset: 0; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; }
caption { padding: .25rem 0 .4rem; text-align: left; font-weight: 600; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 600; }
tbody th { font-weight: 400; }
thead th { border-bottom: 2px solid var(--line); color: var(--soft); white-space: nowrap; vertical-align: bottom; }
td, tbody th { max-width: 26rem; overflow-wrap: break-word; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td details { margin: .25rem 0 0; }
td summary { padding: 0; font-size: .8125rem; }
.claims table { width: 100%; }
.claims th:first-child { width: 4.5rem; }
.claims td:nth-child(2) { width: 26%; min-width: 12rem; }
.claims td:nth-child(3) { width: 11%; min-width: 5rem; }
.claims td:nth-child(4) { width: 17%; min-width: 8rem; }
.claims td:nth-child(5) { width: 13%; min-width: 8.25rem; }
.claims td:nth-child(6) { min-width: 14rem; }
.cards thead th { white-space: normal; }
@media (max-width: 40rem) {
  .cards table, .cards caption, .cards tbody, .cards tr, .cards th, .cards td { display: block; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tr { margin: 0 0 .9rem; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: .4rem; }
  .cards tbody th { font-weight: 600; }
  .cards th:first-child, .cards td:nth-child(n), .claims .cards td:nth-child(n) { width: auto; max-width: none; min-width: 0; padding: .2rem 0; border: 0; }
  .cards .number { text-align: left; }
  .cards td::before { content: attr(data-column); display: block; color: var(--soft); font-size: .75rem; }
}
`;

const evidence = `
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; list-style: none; }
.tiles li { flex: 1 1 9.5rem; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .5rem; }
.tiles strong { display: block; font-size: 1.9rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
.badge { font-weight: 600; color: var(--none); }
.badge.good { color: var(--good); }
.badge.near { color: var(--near); }
.badge.mixed { color: var(--mixed); }
.badge.bad { color: var(--bad); }
figure { margin: 1.25rem 0 2rem; }
figcaption { margin-bottom: .5rem; }
.sheet { overflow-x: auto; min-height: 3rem; padding: .25rem; border: 1px solid var(--line); border-radius: .4rem; background: #fff; color: #1d2127; }
.sheet svg, .sheet img { display: block; margin: 0 auto; }
.sheet img { max-width: none; }
@media (prefers-color-scheme: dark) {
  .sheet { background: #141414; color: inherit; }
  .sheet svg, .sheet img { filter: invert(.92) hue-rotate(180deg); }
  .sheet svg image { filter: invert(1) hue-rotate(180deg); }
}
.trace figcaption { color: var(--soft); font-size: .875em; }
@media screen and (max-width: 54rem) {
  figure.chart figcaption::after { content: " (scroll it sideways)"; color: var(--soft); }
}
.beside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 1.5rem; margin-bottom: 1.5rem; }
.watched, .watched figure { min-width: 0; }
@media screen and (min-width: 106rem) {
  /* Wider than the text, where both fit at their full size, and each part of one trial beside that of the other. */
  .beside {
    grid-template-columns: repeat(2, minmax(0, 1fr)); width: min(110rem, 100vw - 4rem);
    margin-left: calc(50% - min(110rem, 100vw - 4rem) / 2);
  }
  .watched { display: grid; grid-row: span 5; grid-template-rows: subgrid; }
  .watched figure { display: grid; grid-row: span 4; grid-template-rows: subgrid; grid-template-columns: minmax(0, 1fr); margin: 0; }
  .watched .sheet { align-self: start; }
  .watched .sheet svg { max-width: 100%; height: auto; }
}
`;

/** What the page's script needs: its controls, tooltips and failures. */
export const clientStyle = `
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin: .75rem 0; }
.controls .buttons { display: flex; flex-wrap: wrap; gap: .4rem; }
.controls button { font: inherit; min-width: 4rem; min-height: 2.25rem; padding: .2rem .7rem; cursor: pointer; }
.controls label { display: flex; flex: 1 1 16rem; align-items: center; gap: .6rem; max-width: 30rem; }
.controls input { flex: 1; min-width: 0; min-height: 2.25rem; cursor: pointer; }
.controls output { flex: 1 0 100%; font-variant-numeric: tabular-nums; }
.failure { padding: 1rem; border: 1px solid currentColor; overflow-wrap: anywhere; }
#vg-tooltip-element {
  position: fixed; z-index: 1000; visibility: hidden; max-width: min(24rem, 80vw); padding: .45rem .6rem;
  border-radius: .25rem; box-shadow: 0 1px 6px rgb(0 0 0 / .35); background: #222; color: #fff;
  font-size: .8125rem; line-height: 1.35; overflow-wrap: anywhere; pointer-events: none;
}
#vg-tooltip-element.visible { visibility: visible; }
#vg-tooltip-element td { padding: 0 .6rem 0 0; border: 0; background: none; color: inherit; text-align: left; vertical-align: top; }
#vg-tooltip-element td.key { color: #c8c8c8; }
@media print { .controls, #vg-tooltip-element { display: none; } }
`;

/** Tables of data under figures stay folded on paper: they are long, and in the files that their notes name. */
const paper = `
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --raised: #fff; --text: #000; --soft: #444; --line: #999; --link: #000;
    --good: #0b6b3a; --near: #0a5b86; --mixed: #8a4b00; --bad: #a81e1e; --none: #444;
  }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  .skip { display: none; }
  .experiment, [id="page.checklist"] { break-before: page; }
  h2 { border: 0; }
  h1, h2, h3, h4, caption, figcaption, thead { break-after: avoid; }
  tr, .tiles li, .sheet { break-inside: avoid; }
  .scroll, .sheet, pre { overflow: visible; }
  table { font-size: 7.5pt; }
  .number, thead th { white-space: normal; }
  .sheet { border: 0; padding: 0; background: #fff; color: #000; }
  .sheet svg, .sheet img, .sheet svg image { filter: none; }
  .sheet svg, .sheet img { max-width: 100%; height: auto; }
  details:not(.data) > summary { display: none; }
  details:not(.data)::details-content { display: block; content-visibility: visible; height: auto; }
  details.data, .trace details { display: none; }
  .watched { break-inside: avoid; }
}
`;

export const style = [colours, page, tables, evidence, clientStyle, paper].join('');
