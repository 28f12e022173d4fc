/**
 * What every page looks like. For pages to build on:
 *
 * - variables: `--paper`, `--panel`, `--ink`, `--soft` (ink of lesser matters), `--line`, `--accent`, `--good`, `--bad`,
 *   `--warn`, and `--tint-0` … `--tint-7`, backgrounds that tell labels apart;
 * - `main` is the column of the page, `header` its head, `section` a part of it, `.panel` a framed box;
 * - `.figures` holds `.figure` boxes, each with a `b` (the number) and a `span` (its name);
 * - tables: `.scroll` around one lets it scroll, `.num` sets numbers flush right;
 * - `.tools` is a row of buttons, inputs and selects; `.soft`, `.good`, `.bad`, `.warn` colour text;
 * - `.chip` is a small label; with `.tint-0` … `.tint-7`, as a `mark`, it takes a tint;
 * - `.text` is a user's text: it keeps its blanks and breaks where it must;
 * - `.unseen` is there for readers of screens alone;
 * - `.no-print` is left out on paper.
 */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfaf7;--panel:#fff;--ink:#1d2125;--soft:#626a73;--line:#dedcd5;--accent:#1c5fae;
--good:#1b7a43;--bad:#b3261e;--warn:#8a5a00;--tint-0:#cfe3fb;--tint-1:#fbdcc4;--tint-2:#cdeccf;--tint-3:#f6cfd9;
--tint-4:#e2d7f8;--tint-5:#f5e9a8;--tint-6:#c5ece8;--tint-7:#e3dfd6}
@media (prefers-color-scheme:dark){:root{--paper:#15181b;--panel:#1d2125;--ink:#e6e5e0;--soft:#9aa3ac;--line:#363c42;
--accent:#7db4f5;--good:#6fcf97;--bad:#f28b82;--warn:#f0bd5e;--tint-0:#23456b;--tint-1:#6a3f20;--tint-2:#24542c;
--tint-3:#652c3d;--tint-4:#46356f;--tint-5:#5a4d12;--tint-6:#17504c;--tint-7:#45423b}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;
--system:-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto;
--han:"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","WenQuanYi Micro Hei"}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.65 var(--system),var(--han),sans-serif;
font-variant-numeric:tabular-nums}
/* Fonts for Chinese draw an apostrophe as wide as a character: English has fonts of its own before them. */
:lang(en) body{font-family:var(--system),"Noto Sans","Liberation Sans","DejaVu Sans",var(--han),sans-serif}
main{max-width:72rem;margin:0 auto;padding:2rem 1.25rem 5rem}
header{border-bottom:1px solid var(--line);padding-bottom:1rem;margin-bottom:1.5rem}
h1{font-size:1.75rem;line-height:1.3;margin:0 0 .35rem;letter-spacing:-.01em;text-wrap:balance}
h2{font-size:1.2rem;line-height:1.35;margin:2.5rem 0 .75rem}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
:lang(zh) h1,:lang(zh) h2{letter-spacing:0}
p{margin:.5rem 0;max-width:46rem}
a{color:var(--accent)}
code,kbd,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono","Noto Sans Mono CJK SC",monospace;font-size:.9em}
kbd{border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;padding:0 .35em;background:var(--panel)}
small,.soft{color:var(--soft)}
small{font-size:.85rem}
.good{color:var(--good)}.bad{color:var(--bad)}.warn{color:var(--warn)}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:1rem 1.15rem;margin:.75rem 0}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(10.5rem,1fr));gap:.75rem;margin:1rem 0}
.figure{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem}
.figure b{display:block;font-size:1.6rem;font-weight:650;line-height:1.25}
.figure span{display:block;color:var(--soft);font-size:.875rem}
.scroll{overflow:auto;max-width:100%}
table{border-collapse:collapse;font-size:.9375rem;line-height:1.4}
th,td{padding:.4rem .8rem;border-bottom:1px solid var(--line);text-align:start;vertical-align:top}
th{color:var(--soft);font-weight:600;white-space:nowrap}
th:first-child,td:first-child{padding-inline-start:0}
.num{text-align:end;white-space:nowrap}
tbody th{color:var(--ink);font-weight:400}
.tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:.75rem 0}
button,input,select{font:inherit;font-size:.9375rem;color:inherit;background:var(--panel);border:1px solid var(--line);
border-radius:6px;padding:.3rem .7rem}
input[type=search]{min-width:14rem;flex:1 1 14rem;max-width:26rem}
button{cursor:pointer}
button:hover{border-color:var(--accent)}
button[aria-pressed=true]{border-color:var(--accent);color:var(--accent);font-weight:600}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
mark{color:inherit;background:var(--tint-7);border-radius:3px;padding:.05em .15em}
.chip{display:inline-block;border-radius:4px;padding:0 .45em;font-size:.8125rem;line-height:1.5;color:var(--ink);background:var(--tint-7)}
.tint-0{background:var(--tint-0)}.tint-1{background:var(--tint-1)}.tint-2{background:var(--tint-2)}
.tint-3{background:var(--tint-3)}.tint-4{background:var(--tint-4)}.tint-5{background:var(--tint-5)}
.tint-6{background:var(--tint-6)}.tint-7{background:var(--tint-7)}
.text{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;padding:0;border:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
/* What people write is Chinese, whatever the language around it; pictures in it have their colours. */
.marked,td.text,textarea{font-family:var(--system),var(--han),sans-serif}
details{margin:.5rem 0}summary{cursor:pointer}
svg{max-width:100%}svg text{fill:currentColor;font-size:12px}
@media (max-width:40rem){main{padding:1.25rem .9rem 4rem}h1{font-size:1.4rem}th,td{padding:.35rem .55rem}
.figures{grid-template-columns:1fr 1fr;gap:.5rem}.figure{padding:.6rem .75rem}.figure b{font-size:1.3rem}}
@media (forced-colors:active){mark,.chip{forced-color-adjust:none;color:var(--ink)}
button[aria-pressed=true]{border-color:Highlight;outline:1px solid Highlight}}
@media print{:root{--paper:#fff;--panel:#fff;--ink:#000;--soft:#444;--line:#bbb}body{font-size:10.5pt}
main{max-width:none;padding:0}.no-print{display:none!important}h2,h3{break-after:avoid}tr,.panel,.figure{break-inside:avoid}
.scroll{overflow:visible}mark,.chip,td{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`
