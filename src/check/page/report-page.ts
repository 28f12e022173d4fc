import { defineTexts, type Language } from '../../base/locale.ts'
import { escapeHtml, page } from '../../page/index.ts'
import type { CheckData } from '../check.ts'
import { type CheckReport, SEVERITIES } from '../finding.ts'
import { RULE_TITLES } from '../titles.ts'
import { pageData } from './page-data.ts'
import { SCRIPT } from './script.ts'

const say = defineTexts({
  title: { zh: '数据检查', en: 'Data check' },
  part: { zh: '{part} 的记录', en: 'records of {part}' },
  error: { zh: '错误', en: 'error' },
  warning: { zh: '警告', en: 'warning' },
  hint: { zh: '提示', en: 'hint' },
  errors: { zh: '错误', en: 'errors' },
  warnings: { zh: '警告', en: 'warnings' },
  hints: { zh: '提示', en: 'hints' },
  all: { zh: '全部', en: 'All' },
  search: { zh: '搜索文本、标签、文件、id', en: 'search texts, labels, files, ids' },
  rules: { zh: '按规则筛选', en: 'filter by rule' },
  related: { zh: '相关的记录', en: 'the other record' },
  moreRows: { zh: '再看 {count} 处', en: 'show {count} more' },
  moreFindings: { zh: '再看 {count} 项', en: 'show {count} more findings' },
  unlisted: { zh: '另有 {count} 处没有列出', en: '{count} more are not listed' },
  status: { zh: '{count} 项', en: '{count} findings' },
  nothing: { zh: '没有发现问题。', en: 'Nothing was found.' },
  keys: {
    zh: '<kbd>/</kbd> 搜索，<kbd>j</kbd> <kbd>k</kbd> 上下移动，<kbd>Esc</kbd> 清除搜索',
    en: '<kbd>/</kbd> search, <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Esc</kbd> clear the search',
  },
  script: {
    zh: '浏览需要 JavaScript；文字版见 hantune data check 的输出。',
    en: 'Browsing needs JavaScript; the output of hantune data check says the same in text.',
  },
})

const WORDS = [
  'error',
  'warning',
  'hint',
  'related',
  'moreRows',
  'moreFindings',
  'unlisted',
  'status',
] as const

const STYLE = `
.rows{list-style:none;margin:.5rem 0;padding:0}
.row{border-top:1px solid var(--line);padding:.5rem .25rem}
.place,.note,.related{font-size:.875rem}.place{color:var(--soft);overflow-wrap:anywhere}
.note{margin-top:.2rem}.related{margin:.35rem 0 0;padding-inline-start:.8rem;border-inline-start:3px solid var(--line)}
.here{outline:2px solid var(--accent);outline-offset:1px}
.label{color:var(--soft);font-size:.7rem;margin:0 .15em;line-height:1}
.ghost{font:.75em ui-monospace,monospace;border:1px dashed var(--bad);color:var(--bad);border-radius:3px;padding:0 .2em;margin:0 .1em}
.severity{font-size:.8125rem;font-weight:600;border-radius:4px;padding:.05em .5em;border:1px solid currentColor;white-space:nowrap}
.severity.error{color:var(--bad)}.severity.warning{color:var(--warn)}.severity.hint{color:var(--soft)}
section.panel h3{margin:0 0 .2rem;line-height:1.5}
`

/**
 * A report as one self-contained page to browse: filter by rule, search, records with their entities.
 *
 * @param data what was checked: the page shows the texts
 * @returns HTML
 */
export function reportPage(report: CheckReport, data: CheckData, language: Language): string {
  const words = Object.fromEntries(WORDS.map((word) => [word, say(word, { count: '{count}' }, language)]))
  return page({
    title: `${say('title', {}, language)} · ${report.parts.flatMap(({ files }) => files).join(', ')}`,
    language,
    style: STYLE,
    body: bodyOf(report, language),
    script: SCRIPT,
    data: pageData(report, data, words, language),
  })
}

function bodyOf(report: CheckReport, language: Language): string {
  const { counts, parts, findings } = report
  const figure = (value: number, name: string, className = '') =>
    `<div class="figure"><b class="${className}">${value}</b><span>${escapeHtml(name)}</span></div>`
  const classes = { error: 'bad', warning: 'warn', hint: '' }
  const severities = SEVERITIES.map((severity) =>
    figure(
      counts[severity],
      say(`${severity}s`, {}, language),
      counts[severity] > 0 ? classes[severity] : '',
    ),
  )
  const sizes = parts.map(({ part, records }) => figure(records, say('part', { part }, language)))
  const files = parts.flatMap(({ files }) => files).map(escapeHtml)
  const rules = [...new Set(findings.map(({ rule }) => rule))]
  const count = (rule: string) => findings.filter((finding) => finding.rule === rule).length
  const button = (rule: string, name: string, number: number) =>
    `<button type="button" data-rule="${rule}" aria-pressed="${rule === ''}">${escapeHtml(name)} ${number}</button>`
  return `<main>
<header><h1>${say('title', {}, language)}</h1><div class="soft text">${files.join('<br>')}</div></header>
<div class="figures">${severities.join('')}${sizes.join('')}</div>
${
  findings.length === 0
    ? `<p class="good">${say('nothing', {}, language)}</p>`
    : `<noscript><p class="warn">${say('script', {}, language)}</p></noscript>`
}
<div class="tools no-print" role="group" aria-label="${say('rules', {}, language)}">
${button('', say('all', {}, language), findings.length)}
${rules.map((rule) => button(rule, RULE_TITLES[rule][language], count(rule))).join('\n')}
</div>
<div class="tools no-print"><input type="search" id="search" aria-label="${say('search', {}, language)}" placeholder="${say('search', {}, language)}">
<span id="status" class="soft" role="status"></span></div>
<p class="soft no-print"><small>${say('keys', {}, language)}</small></p>
<div id="list"></div>
</main>`
}
