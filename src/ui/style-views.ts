/** What single views add: the table of runs, a run, a text to try, the start form. */
export const STYLE_VIEWS = `
.state{display:inline-flex;align-items:center;gap:.4em;white-space:nowrap;font-size:.8125rem;color:var(--soft)}
.state::before{content:"";width:.55em;height:.55em;border-radius:50%;background:currentColor}
.state.running{color:var(--accent)}.state.finished{color:var(--good)}.state.failed,.state.unreadable{color:var(--bad)}.state.interrupted{color:var(--warn)}
/* Shadows at the sides where more is to be seen. */
.sideways{--shade:color-mix(in srgb,var(--ink) 24%,transparent);background:
linear-gradient(to right,var(--panel) 35%,transparent) left/3rem 100% no-repeat local,
linear-gradient(to left,var(--panel) 35%,transparent) right/3rem 100% no-repeat local,
linear-gradient(to right,var(--shade),transparent) left/.9rem 100% no-repeat,
linear-gradient(to left,var(--shade),transparent) right/.9rem 100% no-repeat,var(--panel)}
.hint{font-size:.875rem}
.meta .chip{margin-inline-end:-.5rem}
.meta{display:flex;flex-wrap:wrap;gap:.3rem 1rem;align-items:center;font-size:.875rem;margin:-.35rem 0 .8rem;max-width:none}
.figures{grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.6rem;margin:.6rem 0}
.figure{padding:.6rem .9rem}.figure b{font-size:1.35rem}.figure span{font-size:.8125rem}
.progress{display:grid;gap:.5rem;justify-items:start}
.progress p{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:0}
progress{width:100%;height:.5rem;border:0;border-radius:99px;background:var(--line);overflow:hidden;appearance:none}
progress::-webkit-progress-bar{background:var(--line)}progress::-webkit-progress-value{background:var(--accent);border-radius:99px}
progress::-moz-progress-bar{background:var(--accent)}
.resume{display:grid;gap:.3rem}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:0 1.5rem}
.columns:has(.quiet){grid-template-columns:15rem minmax(0,1fr)}
.columns>section:only-child{grid-column:1/-1}
.finding{border-inline-start:3px solid var(--accent)}
.finding.serious{border-inline-start-color:var(--warn)}.finding.fatal{border-inline-start-color:var(--bad)}
.finding p{margin:.2rem 0;max-width:none}.finding .what{font-weight:600}
.finding ul{margin:.4rem 0;padding-inline-start:1.1rem}
.finding li code{background:color-mix(in srgb,var(--ink) 6%,transparent);border-radius:4px;padding:.05em .35em}
.labels th:first-child{overflow-wrap:anywhere;white-space:normal;min-width:5rem;width:9rem}
.labels .num{width:1%;padding-inline-start:1rem}.labels .f1{width:auto;padding-inline-start:1.5rem}
.labels .f1>span{display:flex;align-items:center;justify-content:flex-end;gap:.7rem}
.labels .f1 b{font-weight:600;min-width:4.2em}
.labels+.more{border-width:1px 0 0;border-radius:0;width:100%;background:none;color:var(--accent);padding:.5rem}
meter{flex:1;min-width:2.5rem;height:.5rem;border:0;border-radius:99px;background:var(--line);appearance:none;overflow:hidden}
meter::-webkit-meter-bar{background:var(--line);border:0;border-radius:99px;height:.5rem}
meter::-webkit-meter-optimum-value{background:var(--accent);border-radius:99px}
meter::-moz-meter-bar{background:var(--accent)}
.config{margin-top:1.5rem}.config summary{color:var(--soft);font-size:.875rem}
.config pre{overflow:auto;max-height:28rem;font-size:.8125rem;line-height:1.5}
.key{max-width:30rem}
.trial{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.15fr);gap:0 1.5rem;align-items:start}
.trial textarea{min-height:9rem;font-size:1rem;line-height:1.75}
.known{display:flex;flex-wrap:wrap;gap:.3rem;align-items:baseline}
.chip.plain{background:none;box-shadow:inset 0 0 0 1px var(--line)}
.trial .field>span{display:flex;justify-content:space-between;align-items:baseline;gap:1rem;min-height:1.4rem}
.result{min-height:11.5rem;margin-top:1.65rem}
.result .none{display:grid;place-content:center;justify-items:center;gap:.6rem;min-height:8rem;margin:0;text-align:center}
.result h2{margin:0 0 .5rem;font-size:.84375rem;color:var(--soft);font-weight:600}
.marked{font-size:1.0625rem;line-height:2.15;max-width:none;margin:0 0 .9rem}
.marked mark{padding:.16em .28em;border-radius:4px;box-decoration-break:clone;-webkit-box-decoration-break:clone}
.marked .name{font-size:.6875rem;font-weight:600;color:color-mix(in srgb,var(--ink) 82%,transparent);margin-inline-start:.4em;user-select:none}
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
.more{margin-top:.6rem}
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
@media (max-width:56rem){.columns,.columns:has(.quiet),.trial,.start{grid-template-columns:minmax(0,1fr)}.result{margin-top:0}
.start aside{order:2;top:auto;bottom:0;z-index:4;margin:1rem calc(-1*var(--edge)) -2.5rem;padding:.6rem var(--edge);border-width:1px 0 0;border-radius:0;box-shadow:0 -4px 16px color-mix(in srgb,var(--ink) 9%,transparent)}
.start aside h2{position:absolute;clip-path:inset(50%)}.start aside .command{padding:.35rem .35rem .35rem .7rem;align-items:center}
.start aside .command pre{max-height:3.3em;overflow:auto}.start aside .tools,.start aside .notice{margin:.5rem 0 0}
.start aside .primary{flex:1;padding-block:.5rem}.start .field{scroll-margin-bottom:11rem}}
@media (max-width:40rem){.fields,.start fieldset{grid-template-columns:minmax(0,1fr)}.bars{grid-template-columns:fit-content(7rem) 1fr auto}
.labels meter{display:none}.labels .num,.labels .f1{padding-inline:.3rem;width:1%;font-size:.8125rem}.labels .f1 b{min-width:0}.labels th:first-child{min-width:4.5rem}.labels th:first-child{width:auto}
th,td{padding:.42rem .5rem}th:first-child,td:first-child{padding-inline-start:.75rem}.figures{grid-template-columns:1fr 1fr}.figure b{font-size:1.15rem}}
@media (forced-colors:active){.bars .track,progress,meter{border:1px solid CanvasText}
.bars .fill,.bars .chosen .fill{forced-color-adjust:none;background:CanvasText}.bars .chosen .fill{background:Highlight}
.bars .line{forced-color-adjust:none;background:Canvas;outline:1px solid CanvasText}.state::before{forced-color-adjust:none}
progress::-webkit-progress-value,meter::-webkit-meter-optimum-value{background:Highlight}}
`
