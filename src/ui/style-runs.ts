/** The table of runs; on a phone each row is a card, with what matters first. */
export const STYLE_RUNS = `
.runs{min-width:68rem}
.runs th,.runs td{padding-inline:.55rem;overflow-wrap:anywhere}
.runs thead th{background:color-mix(in srgb,var(--ink) 2.5%,transparent);overflow-wrap:normal;word-break:keep-all;vertical-align:bottom}
.runs .num{white-space:nowrap}.runs th.num{white-space:normal}
.runs .best small{display:inline-block;max-width:9rem;overflow:hidden;text-overflow:ellipsis;vertical-align:bottom}
.runs .task,.runs .data{min-width:6.5rem}
.runs .model{max-width:11rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.runs .data div,.runs a.run{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
.runs tbody tr{cursor:pointer}
.runs tbody tr:hover{background:color-mix(in srgb,var(--accent) 5%,transparent)}
.runs tbody tr.picked{background:color-mix(in srgb,var(--accent) 7%,transparent)}
.runs tbody tr:focus-within{box-shadow:inset 3px 0 0 var(--accent)}
.runs .name{font-weight:600;min-width:8rem}
.runs .name a{text-decoration:none;color:var(--ink)}.runs .name a:hover{color:var(--accent)}
.runs .name a:focus-visible{outline-offset:1px;border-radius:3px}
.runs .chip{margin:.1em .3em .1em 0}
.runs b{font-weight:650}.runs small{font-size:.75rem}
.pick{width:2.4rem;padding-inline-end:0!important}
.swatch{display:inline-flex;padding:.2rem;border-radius:5px}
.swatch input{accent-color:var(--line-colour,var(--accent));width:1rem;height:1rem;margin:0;cursor:pointer}
@media (max-width:40rem){
.runs{min-width:0;display:block}.runs thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.runs tbody{display:block}
.runs tbody tr{display:grid;grid-template:"pick name best" auto "pick how best" auto "pick task task" auto "pick about when" auto/2.5rem minmax(0,1fr) auto;
gap:.2rem .6rem;padding:.75rem .9rem .75rem 0;border-bottom:1px solid var(--line);align-items:start}
.runs tbody tr:last-child{border-bottom:0}
.runs tbody td{padding:0;border:0;min-width:0}
.runs .pick{grid-area:pick;width:auto}.runs .swatch{padding:.6rem .75rem;margin:-.45rem 0}
.runs .name{grid-area:name}.runs .name a{padding-block:.15rem}.runs .how{grid-area:how}.runs .task{grid-area:task}
.runs .best{grid-area:best}.runs .best{max-width:9rem}.runs .best b{display:block;font-size:1.125rem;line-height:1.35}
.runs .test{display:none}.runs .test[data-label]{display:flex;grid-area:task;justify-self:end;gap:.4rem;font-weight:600}
.runs .test[data-label]::before{content:attr(data-label);color:var(--soft);font-weight:400}
.runs .data{grid-area:about;display:flex;flex-wrap:wrap;gap:0 .6rem;color:var(--soft);font-size:.8125rem}
.runs .started{grid-area:when;font-size:.8125rem}
.runs .model,.runs .epochs,.runs .time,.runs .memory{display:none}}
`
