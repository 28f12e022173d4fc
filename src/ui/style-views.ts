/** What single views add: the table of runs, a run, a text to try, the start form. */
export const STYLE_VIEWS = `
.state{display:inline-flex;align-items:center;gap:.4em;white-space:nowrap;font-size:.8125rem;color:var(--soft)}
.state::before{content:"";width:.55em;height:.55em;border-radius:50%;background:currentColor}
.state.running{color:var(--accent)}.state.finished{color:var(--good)}.state.failed,.state.unreadable{color:var(--bad)}.state.interrupted{color:var(--warn)}
.runs{min-width:68rem}
.runs th,.runs td{padding-inline:.55rem;overflow-wrap:anywhere}
.runs thead th{background:color-mix(in srgb,var(--ink) 2.5%,transparent);overflow-wrap:normal;word-break:keep-all;vertical-align:bottom}
.runs .num{white-space:nowrap}.runs .best,.runs th.num{white-space:normal}.runs .best{min-width:5rem}.runs .best b{white-space:nowrap}
.runs .task,.runs .model,.runs .data{min-width:6.5rem}
/* Shadows at the sides where more is to be seen. */
.sideways{--shade:color-mix(in srgb,var(--ink) 24%,transparent);background:
linear-gradient(to right,var(--panel) 35%,transparent) left/3rem 100% no-repeat local,
linear-gradient(to left,var(--panel) 35%,transparent) right/3rem 100% no-repeat local,
linear-gradient(to right,var(--shade),transparent) left/.9rem 100% no-repeat,
linear-gradient(to left,var(--shade),transparent) right/.9rem 100% no-repeat,var(--panel)}
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
.hint{font-size:.875rem}
.meta{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:center;font-size:.875rem;margin:-.35rem 0 .8rem;max-width:none}
.figures{grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;margin:.6rem 0}
.figure{padding:.6rem .9rem}.figure b{font-size:1.35rem}.figure span{font-size:.8125rem}
.progress{display:grid;gap:.5rem;justify-items:start}
.progress p{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0}
progress{width:100%;height:.5rem;border:0;border-radius:99px;background:var(--line);overflow:hidden;appearance:none}
progress::-webkit-progress-bar{background:var(--line)}progress::-webkit-progress-value{background:var(--accent);border-radius:99px}
progress::-moz-progress-bar{background:var(--accent)}
.resume{display:grid;gap:.3rem}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:0 1.5rem}
.columns>section:only-child{grid-column:1/-1}
.finding{border-inline-start:3px solid var(--accent)}
.finding.serious{border-inline-start-color:var(--warn)}.finding.fatal{border-inline-start-color:var(--bad)}
.finding p{margin:.2rem 0;max-width:none}.finding .what{font-weight:600}
.finding ul{margin:.4rem 0;padding-inline-start:1.1rem}
.finding li code{background:color-mix(in srgb,var(--ink) 6%,transparent);border-radius:4px;padding:.05em .35em}
.labels .f1{white-space:nowrap}.labels .f1 span{display:inline-block;min-width:4.2em}
meter{width:5.5rem;height:.5rem;vertical-align:middle;margin-inline-end:.5rem;border:0;border-radius:99px;background:var(--line);appearance:none;overflow:hidden}
meter::-webkit-meter-bar{background:var(--line);border:0;border-radius:99px;height:.5rem}
meter::-webkit-meter-optimum-value{background:var(--accent);border-radius:99px}
meter::-moz-meter-bar{background:var(--accent)}
.config{margin-top:1.5rem}.config summary{color:var(--soft);font-size:.875rem}
.config pre{overflow:auto;max-height:28rem;font-size:.8125rem;line-height:1.5}
.key{max-width:30rem}
.trial{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:0 1.5rem;align-items:start}
.trial textarea{min-height:9rem;font-size:1rem;line-height:1.75}
.known{display:flex;flex-wrap:wrap;gap:.3rem}
.result{min-height:11.5rem;margin-top:1.6rem}
.result h2{margin:0 0 .5rem;font-size:.84375rem;color:var(--soft);font-weight:600}
.marked{font-size:1.0625rem;line-height:2.15;max-width:none;margin:0 0 .9rem}
.marked mark{padding:.16em .28em;border-radius:4px;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.marked .name{font-size:.6875rem;font-weight:600;opacity:.7;margin-inline-start:.4em;user-select:none}
.entities th:first-child,.entities td:first-child{padding-inline-start:0}
.entities thead th{background:none}
.bars{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:fit-content(10rem) 1fr auto;gap:.45rem .8rem}
.bars li{display:grid;grid-column:1/-1;grid-template-columns:subgrid;align-items:center;font-size:.9375rem;color:var(--soft)}
.bars .chosen{color:var(--ink);font-weight:600}
.bars .label{overflow-wrap:anywhere}
.bars .track{position:relative;height:.7rem;border-radius:99px;background:color-mix(in srgb,var(--ink) 7%,transparent)}
.bars .fill{position:absolute;inset-block:0;inset-inline-start:0;min-width:2px;border-radius:99px;background:color-mix(in srgb,var(--accent) 38%,var(--panel))}
.bars .chosen .fill{background:var(--accent)}
.bars .line{position:absolute;inset-block:-.2rem;width:2px;background:var(--warn)}
.bars .value{text-align:end;font-variant-numeric:tabular-nums}
.threshold{display:flex;flex-wrap:wrap;gap:.3rem .7rem;align-items:center;margin:0 0 .9rem;font-size:.875rem}
.threshold input{width:12rem;padding:0;accent-color:var(--accent)}
.start{display:grid;grid-template-columns:minmax(0,1.3fr) minmax(0,1fr);gap:0 2rem;align-items:start}
.start aside{position:sticky;top:calc(var(--bar) + 1rem);margin:0}
.start aside h2{margin:0 0 .5rem;font-size:.84375rem;color:var(--soft)}
.start aside .command{background:color-mix(in srgb,var(--ink) 4%,transparent);border-radius:6px;padding:.6rem .7rem}
.fields{display:grid;grid-template-columns:1fr 1fr;gap:0 1.25rem}
.start .field{display:grid;grid-row:span 3;grid-template-rows:subgrid;min-width:0}.start .field label{align-self:end}
.field label code{white-space:nowrap}
.fields>.field:nth-child(-n+3),.fields details{grid-column:1/-1}
.start fieldset{border:0;border-top:1px solid var(--line);margin:.9rem 0 0;padding:.8rem 0 0;display:grid;grid-template-columns:1fr 1fr;gap:0 1.25rem}
.start legend{font-weight:600;font-size:.875rem;padding:0 .6rem 0 0}
@media (max-width:56rem){.columns,.trial,.start{grid-template-columns:minmax(0,1fr)}.start aside{position:static;order:2;margin-top:1rem}.result{margin-top:0}}
@media (max-width:40rem){.fields,.start fieldset{grid-template-columns:minmax(0,1fr)}.bars{grid-template-columns:fit-content(7rem) 1fr auto}meter{width:3rem}
th,td{padding:.42rem .5rem}th:first-child,td:first-child{padding-inline-start:.75rem}.figures{grid-template-columns:1fr 1fr}.figure b{font-size:1.15rem}}
`
