/** The rules that the page's script needs, for the page's stylesheet: its controls, tooltips and failures. */
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
