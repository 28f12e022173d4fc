import { ICON_URL } from '../page/index.ts'
import { STYLE_CHARTS } from './style-charts.ts'
import { STYLE_RUNS } from './style-runs.ts'
import { STYLE_VIEWS } from './style-views.ts'

/** The frame of the page, and what its views share. */
const STYLE_FRAME = `
:root{--bar:3rem;--edge:max(1.5rem,calc((100vw - 84rem)/2 + 1.5rem))}
body{font-size:15px;line-height:1.55;min-height:100vh;display:flex;flex-direction:column}
#app{display:flex;flex-direction:column;flex:1}
main{max-width:84rem;width:100%;padding:1.25rem 1.5rem 3rem;flex:1}
.bar{position:sticky;top:0;z-index:5;display:flex;align-items:center;gap:1.5rem;height:var(--bar);margin:0;padding:0 var(--edge);
background:color-mix(in srgb,var(--panel) 92%,transparent);backdrop-filter:blur(8px);border-bottom:1px solid var(--line)}
.bar>*{flex:none}
.brand{display:flex;align-items:center;gap:.5rem;font-weight:700;letter-spacing:-.01em;color:var(--ink);text-decoration:none;font-size:1.05rem}
.brand::before{content:"";width:1.35rem;height:1.35rem;background:url("${ICON_URL}") center/contain no-repeat}
nav{display:flex;gap:.25rem;height:100%;flex:1!important}
nav a{display:flex;align-items:center;padding:0 .8rem;white-space:nowrap;color:var(--soft);text-decoration:none;border-block:2px solid transparent}
nav a:hover{color:var(--ink)}
nav a[aria-current]{color:var(--ink);font-weight:600;border-block-end-color:var(--accent)}
.language{border-color:transparent;background:none;color:var(--soft);font-size:.875rem}
footer{display:flex;flex-wrap:wrap;gap:.3rem 1.25rem;padding:.6rem var(--edge);border-top:1px solid var(--line);color:var(--soft);font-size:.8125rem}
footer kbd{font-size:.75rem}.version{margin-inline-start:auto}
h1{font-size:1.35rem;margin:0;overflow-wrap:anywhere}
h1:focus{outline:none}
h2{font-size:1rem;margin:1.5rem 0 .5rem}
h3{font-size:.9375rem;margin:.75rem 0 .4rem}
.title{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem .8rem;margin-bottom:.9rem}
.crumb{margin:0 0 .35rem;font-size:.875rem}.crumb a{color:var(--soft);text-decoration:none}.crumb a:hover{color:var(--accent)}
.panel{padding:.85rem 1rem;margin:.6rem 0}
.flush{padding:0}
.small{font-size:.8125rem}
.notice{border:1px solid currentColor;border-radius:8px;padding:.55rem .9rem;margin:.6rem 0;max-width:none;background:color-mix(in srgb,currentColor 5%,var(--panel))}
.notice p{margin:.15rem 0;max-width:none}
.notice .text{white-space:pre-wrap}
table{font-size:.875rem;width:100%}
th,td{padding:.42rem .7rem;vertical-align:middle}
th:first-child,td:first-child{padding-inline-start:1rem}
thead th{font-size:.78125rem;background:color-mix(in srgb,var(--ink) 2.5%,var(--panel))}
tbody tr:last-child>*{border-bottom:0}
.button,button{display:inline-block;font-size:.875rem;border:1px solid var(--line);border-radius:6px;padding:.28rem .75rem;background:var(--panel);color:var(--ink);text-decoration:none;line-height:1.6}
.button:hover,button:hover{border-color:var(--accent);color:var(--accent)}
:disabled{opacity:.5}
.primary{background:var(--accent);border-color:var(--accent);color:var(--panel);font-weight:600;padding:.4rem 1.2rem}
.primary:hover{color:var(--panel);filter:brightness(1.08)}
.field{display:block;margin:0 0 .8rem}
.field>span,.field label{display:block;font-size:.84375rem;color:var(--soft);margin-bottom:.25rem}
.field label code{font-size:.78125rem}
.field.inline{display:flex;align-items:center;gap:.5rem;margin:0;min-width:0;max-width:100%;flex:0 1 auto}.field.inline>span{margin:0;flex:none}
.field input,.field textarea,.field select{width:100%;font:inherit;font-size:.9375rem;line-height:1.5;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:.4rem .65rem}
.field.inline select{width:auto;flex:1 1 12rem;min-width:0;max-width:20rem;text-overflow:ellipsis}
.field textarea{display:block;resize:vertical;font-family:var(--system),var(--han),sans-serif}
.field ::placeholder{color:var(--soft);opacity:.85}
.field.wrong input,.field.wrong textarea,.field.wrong select{border-color:var(--bad)}
.field p{margin:.25rem 0 0;font-size:.84375rem}
.command{display:flex;gap:.6rem;align-items:baseline}
.command pre{flex:1;margin:0;min-width:0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.84375rem;line-height:1.6}
.command button{flex:none}
@media (max-width:40rem){:root{--edge:.9rem}main{padding:.9rem .9rem 2.5rem}.bar{gap:.45rem}.brand{gap:.35rem}nav{gap:0}nav a{padding:0 .5rem}
.language{padding:.2rem .35rem}footer kbd,footer span:not(.version){display:none}}
@media (max-width:22.5rem){.brand{font-size:0}}
@media (forced-colors:active){nav a{border-block-color:Canvas}nav a[aria-current]{border-block-end-color:Highlight;border-block-end-width:3px}
.brand::before{forced-color-adjust:none}}
@media (prefers-reduced-motion:no-preference){.state.running::before{animation:pulse 1.6s ease-in-out infinite}
@keyframes pulse{50%{opacity:.25}}}
`

export const STYLE = STYLE_FRAME + STYLE_RUNS + STYLE_VIEWS + STYLE_CHARTS
