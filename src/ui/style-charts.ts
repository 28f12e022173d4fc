/** Curves, and the colours that tell runs apart: as far from each other in lightness and hue as eight can be. */
export const STYLE_CHARTS = `
.line-0{--line-colour:#1c5fae}.line-1{--line-colour:#c2571a}.line-2{--line-colour:#2b8a4b}.line-3{--line-colour:#9b3fa0}
.line-4{--line-colour:#b08900}.line-5{--line-colour:#0f8b8d}.line-6{--line-colour:#b5304f}.line-7{--line-colour:#7a828b}
@media (prefers-color-scheme:dark){.line-0{--line-colour:#7db4f5}.line-1{--line-colour:#f0995e}.line-2{--line-colour:#6fcf97}
.line-3{--line-colour:#d391dc}.line-4{--line-colour:#e6c651}.line-5{--line-colour:#5fd0d0}.line-6{--line-colour:#f2869c}.line-7{--line-colour:#98a1aa}}
.charts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.75rem;margin:.75rem 0}
.chart.minor{grid-column:1/-1}
.chart{margin:0;padding:.7rem .9rem .6rem;min-width:0}
.chart figcaption{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
.chart h3{margin:0;font-size:.875rem}
.chart .at{font-size:.78125rem}
.plot{height:210px}.minor .plot{height:130px}
.plot svg{display:block;overflow:visible;border-radius:4px;touch-action:pan-y}
.plot .empty{display:grid;place-items:center;height:100%;margin:0;max-width:none}
.chart svg text{font-size:11px;fill:var(--soft)}
.chart .grid{stroke:var(--line);stroke-width:1;shape-rendering:crispEdges}
.chart path{fill:none;stroke:var(--line-colour);stroke-linejoin:round;stroke-linecap:round}
.chart .curve{stroke-width:1.75}.chart .raw{stroke-width:1;opacity:.22}.chart .dashed{stroke-dasharray:4 4}
.chart .dot{fill:var(--line-colour)}
.chart .mark{fill:var(--panel);stroke:var(--line-colour);stroke-width:2}
.chart .cursor{stroke:var(--soft);stroke-width:1;stroke-dasharray:2 3}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:.35rem 0 0;padding:0;font-size:.8125rem}
.legend .of{color:var(--soft);overflow-wrap:anywhere}.legend b{font-weight:600}
.legend .key{display:inline-block;width:.9em;height:0;margin:0 .3em 0 0;border-radius:0;border-top:3px solid var(--line-colour);background:none;vertical-align:.25em}
.legend .key.dashed{border-top-style:dashed;border-top-width:2px}
/* Three stand side by side where there is room, four two by two. */
@media (min-width:44.01rem){.charts:has(>:nth-child(4)) .minor{grid-column:auto}.charts:has(>:nth-child(4)) .plot{height:210px}}
@media (min-width:70rem){.charts:not(:has(>:nth-child(4))){grid-template-columns:repeat(2,minmax(0,5fr)) minmax(0,3.4fr)}
.chart.minor{grid-column:auto}.minor .plot{height:210px}}
@media (max-width:44rem){.charts{grid-template-columns:minmax(0,1fr)}}
@media (forced-colors:active){.chart path,.chart .dot,.chart .mark,.legend .key,.swatch input{forced-color-adjust:none}}
`
