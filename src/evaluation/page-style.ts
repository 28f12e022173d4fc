/** What the page of an evaluation adds to the looks of every page. */
export const STYLE = `
.bar{vertical-align:middle}.bar .track{fill:var(--line)}.bar .fill{fill:var(--accent)}
.bar .whisker{stroke:var(--ink);stroke-width:1.25;fill:none}
.heat{border-collapse:separate;border-spacing:2px}
.heat th,.heat td{border:0;padding:.3rem .5rem}
.heat td{text-align:center;min-width:2.6rem;border-radius:4px;background:color-mix(in srgb,var(--accent) var(--shade),var(--panel))}
.heat thead th{vertical-align:bottom}
.h0{--shade:0%}.h1{--shade:8%}.h2{--shade:14%}.h3{--shade:20%}.h4{--shade:26%}.h5{--shade:32%}.h6{--shade:38%}
.h7{--shade:44%}.h8{--shade:50%}.h9{--shade:56%}
.heat td.miss{background:color-mix(in srgb,var(--bad) var(--shade),var(--panel))}
.zero{color:var(--soft)}
.plot .grid{stroke:var(--line);fill:none}.plot .ideal{stroke:var(--soft);stroke-dasharray:4 4;fill:none}
.plot .before path{stroke:var(--accent);stroke-width:1.5;fill:none}
.plot .before circle{fill:var(--accent);fill-opacity:.75}
.plot .after path{stroke:var(--warn);stroke-width:1.5;fill:none}
.plot .after circle{fill:var(--warn);fill-opacity:.6}
.key{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin-inline:.75em .35em;background:var(--accent)}
.key.after{background:var(--warn)}
.side-by-side{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:flex-start}
#list{display:grid;gap:.6rem}
.item{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.7rem .95rem;scroll-margin:5rem}
.item.current{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
.item-head{display:flex;flex-wrap:wrap;gap:.35rem .6rem;align-items:baseline;font-size:.8125rem;color:var(--soft)}
.item-head .place{overflow-wrap:anywhere;flex:1 1 auto}
.kind{border:1px solid currentColor;border-radius:4px;padding:0 .4em;color:var(--bad)}
.kind.fine{color:var(--good)}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:.5rem 1.25rem;margin-top:.35rem}
.sides h4{margin:0;font-size:.75rem;font-weight:600;color:var(--soft)}
.sides .text{line-height:1.9}
.verdict{margin-top:.35rem}
mark .name{font-size:.6875rem;opacity:.75;margin-inline-start:.3em;user-select:none}
mark.off{outline:2px solid var(--bad);outline-offset:-1px}
#browser .tools{position:sticky;top:0;background:var(--paper);padding:.5rem 0;margin:0;z-index:1}
#count{color:var(--soft);font-size:.875rem}
@media (max-width:40rem){.sides{grid-template-columns:1fr}#browser .tools{position:static}}
@media print{.item{break-inside:avoid}#browser .tools{position:static}}
`
