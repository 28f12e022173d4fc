/** What the page of an evaluation adds to the looks of every page. */
export const STYLE = `
.bar{vertical-align:middle;max-width:none}.bar .track{fill:var(--line)}.bar .fill{fill:var(--accent)}
.bar .whisker{stroke:var(--ink);stroke-width:1.25;fill:none}
.heat{border-collapse:separate;border-spacing:2px}
.heat th,.heat td{border:0;padding:.3rem .5rem}
.heat td{text-align:center;min-width:2.6rem;border-radius:4px;background:color-mix(in srgb,var(--accent) var(--shade),var(--panel))}
.heat thead th{vertical-align:bottom}
.h0{--shade:0%}.h1{--shade:8%}.h2{--shade:14%}.h3{--shade:20%}.h4{--shade:26%}.h5{--shade:32%}.h6{--shade:38%}
.h7{--shade:44%}.h8{--shade:50%}.h9{--shade:56%}
@media (prefers-color-scheme:dark){.h1{--shade:7%}.h2{--shade:11%}.h3{--shade:15%}.h4{--shade:20%}.h5{--shade:25%}.h6{--shade:30%}
.h7{--shade:34%}.h8{--shade:38%}.h9{--shade:42%}}
.heat td.miss{background:color-mix(in srgb,var(--bad) var(--shade),var(--panel))}
.zero{color:var(--soft)}
.plot{height:auto}.plot .grid{stroke:var(--line);fill:none}.plot .ideal{stroke:var(--soft);stroke-dasharray:4 4;fill:none}
.plot .before path{stroke:var(--accent);stroke-width:1.5;fill:none}
.plot .before circle{fill:var(--accent);fill-opacity:.75}
.plot .after path{stroke:var(--warn);stroke-width:1.5;fill:none}
.plot .after circle{fill:var(--warn);fill-opacity:.6}
.key{display:inline-block;width:.8em;height:.8em;border-radius:50%;margin-inline:.75em .35em;background:var(--accent)}
.key.after{background:var(--warn)}
.around{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.25rem 1rem;margin-bottom:.75rem;font-size:.9375rem}
.around a{text-decoration:none;padding-block:.15rem}.around a:hover{text-decoration:underline}
#browser select{max-width:100%;min-width:0;text-overflow:ellipsis}
.side-by-side>div{min-width:0;max-width:100%}
.tall{max-height:34rem;overscroll-behavior:auto}.tall thead>*>*{position:sticky;top:0;background:var(--paper);z-index:1}
.side-by-side{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:flex-start}
#list{display:grid;gap:.6rem}
.item{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.7rem .95rem;scroll-margin:5rem}
.item.current{border-color:var(--accent);box-shadow:0 0 0 1px var(--accent)}
.item-head{display:flex;flex-wrap:wrap;gap:.35rem .6rem;align-items:baseline;font-size:.8125rem;color:var(--soft)}
.item-head .place{overflow-wrap:anywhere;flex:1 1 auto}
.kind{border:1px solid currentColor;border-radius:4px;padding:0 .4em;color:var(--bad)}
.kind.fine{color:var(--good)}
.sides{display:grid;grid-template-columns:1fr 1fr;gap:.5rem 1.25rem;margin-top:.35rem}
.sides .side{font-size:.75rem;font-weight:600;color:var(--soft)}
.item .text{font-family:var(--system),var(--han),sans-serif}
.sides .text{line-height:1.9}
.verdict{margin-top:.35rem}
mark .name{font-size:.6875rem;font-weight:600;color:color-mix(in srgb,var(--ink) 82%,transparent);margin-inline-start:.3em;user-select:none}
mark.off{outline:2px solid var(--bad);outline-offset:-1px}
#browser .tools{position:sticky;top:0;background:var(--paper);padding:.5rem 0;margin:0;z-index:1}
#count{color:var(--soft);font-size:.875rem}
@media (max-width:40rem){.sides{grid-template-columns:1fr}#browser .tools{position:static}#browser .tools>small{display:none}
td:has(>.bar),thead td:not(:first-child){display:none}
.scroll tbody th{position:sticky;inset-inline-start:0;background:var(--paper);white-space:normal;overflow-wrap:anywhere;min-width:4.5rem;max-width:38vw}
.heat{font-size:.8125rem}.heat th,.heat td{padding:.25rem .3rem}.heat td{min-width:2rem}}
@media (forced-colors:active){.kind{border-width:2px}mark.off{outline:3px solid Highlight}.bar .fill,.key{forced-color-adjust:none}}
@media print{.tall{max-height:none}.item{break-inside:avoid}#browser .tools{position:static}}
`
