import { currentLanguage, defineTexts, type Language } from '../base/locale.ts'
import { MATCH_KINDS } from '../metrics/index.ts'
import { escapeHtml, page } from '../page/index.ts'
import type { EvaluationReport } from './evaluate.ts'
import { type Item, itemsOf } from './items.ts'
import { type Outcomes, pairedOf } from './outcomes.ts'
import { SCRIPT } from './page-script.ts'
import { STYLE } from './page-style.ts'
import { reportHtml } from './page-tables.ts'
import { kindName, say } from './texts.ts'

const sayPage = defineTexts({
  title: { zh: '评测：{model}', en: 'Evaluation of {model}' },
  back: { zh: '← 训练 {model}', en: '← run {model}' },
  other: { zh: 'English', en: '中文' },
  on: { zh: '数据 {data}，任务 {task}', en: 'on {data}, task {task}' },
  browser: { zh: '逐条查看', en: 'Records' },
  all: { zh: '全部', en: 'all' },
  errors: { zh: '有错的', en: 'with errors' },
  right: { zh: '全对的', en: 'entirely right' },
  search: { zh: '搜索文本或文件名', en: 'search in texts and file names' },
  anyLabel: { zh: '所有类型', en: 'all labels' },
  inOrder: { zh: '按数据顺序', en: 'in order of the data' },
  bySure: { zh: '最自信的在前', en: 'surest first' },
  order: { zh: '排序', en: 'order' },
  count: { zh: '显示 {shown} / {all} 条', en: '{shown} of {all} records' },
  more: { zh: '显示更多', en: 'show more' },
  keys: { zh: '下一条、上一条、搜索', en: 'next, previous, search' },
  omitted: {
    zh: '页面只收入 {kept} 条记录，有错的优先；另有 {omitted} 条没有收入。',
    en: 'The page holds {kept} records, those with errors first; {omitted} more were left out.',
  },
})

/** A page of more records would be too large to open with ease. */
const MOST_ITEMS = 20_000

/** What the browser's script reads. */
interface BrowserData {
  readonly items: readonly Item[]
  readonly all: number
  readonly labels: readonly string[]
  readonly kinds: Readonly<Record<string, string>>
  readonly words: Readonly<Record<string, string>>
}

export interface EvaluationPage {
  /** Names for the heading: the model's folder and the data's file. */
  readonly model: string
  readonly data: string
  readonly report: EvaluationReport
  readonly outcomes: Outcomes
  /** What the reader should know about the data. */
  readonly note?: string | undefined
  readonly language?: Language
  /** Where the page is served: addresses of what it belongs to. */
  readonly links?: { readonly run: string; readonly otherLanguage: string }
}

/** One self-contained HTML page: the report with pictures, and a browser of the records. */
export function evaluationPage({
  model,
  data,
  report,
  outcomes,
  note,
  language = currentLanguage(),
  links,
}: EvaluationPage): string {
  const all = itemsOf(pairedOf(outcomes))
  const items = kept(all)
  const kindsThere = new Set(all.flatMap(({ kinds }) => kinds))
  const kinds: Record<string, string> = {
    ...Object.fromEntries(MATCH_KINDS.map((kind) => [kind, kindName(kind, language)])),
    wrong: say('wrong', {}, language),
  }
  const wrong = all.filter((item) => item.kinds.length > 0).length
  const button = (kind: string, name: string, count: number) =>
    `<button type="button" data-kind="${kind}" aria-pressed="${kind === 'errors'}">${escapeHtml(name)} <small>${count}</small></button>`
  const ofKind = [...MATCH_KINDS, 'wrong' as const].filter((kind) => kindsThere.has(kind))
  const buttons = [
    button('errors', sayPage('errors', {}, language), wrong),
    ...(ofKind.length > 1
      ? ofKind.map((kind) =>
          button(kind, kinds[kind]!, all.filter((item) => item.kinds.includes(kind)).length),
        )
      : []),
    button('correct', sayPage('right', {}, language), all.length - wrong),
    button('all', sayPage('all', {}, language), all.length),
  ]
  const search = escapeHtml(sayPage('search', {}, language))
  const omitted = all.length - items.length
  const title = sayPage('title', { model }, language)
  const body = [
    '<main>',
    links ? around(links, model, language) : '',
    `<header><h1>${escapeHtml(title)}</h1><p class="soft">${escapeHtml(sayPage('on', { data, task: report.task }, language))}</p>`,
    note === undefined ? '' : `<p class="warn">${escapeHtml(note)}</p>`,
    '</header>',
    reportHtml(report, language),
    `<section id="browser"><h2>${escapeHtml(sayPage('browser', {}, language))}</h2>`,
    omitted > 0
      ? `<p class="warn">${escapeHtml(sayPage('omitted', { kept: items.length, omitted }, language))}</p>`
      : '',
    `<div class="tools no-print">${buttons.join('')}`,
    `<select id="label" aria-label="${escapeHtml(say('type', {}, language))}"><option value="">${escapeHtml(sayPage('anyLabel', {}, language))}</option></select>`,
    `<select id="order" aria-label="${escapeHtml(sayPage('order', {}, language))}"><option value="data">${escapeHtml(sayPage('inOrder', {}, language))}</option><option value="sure">${escapeHtml(sayPage('bySure', {}, language))}</option></select>`,
    `<input id="search" type="search" placeholder="${search}" aria-label="${search}">`,
    `<span id="count" role="status"></span><small><kbd>j</kbd> <kbd>k</kbd> <kbd>/</kbd> ${escapeHtml(sayPage('keys', {}, language))}</small></div>`,
    `<div id="list"></div><p id="end" class="no-print"><button type="button" id="more">${escapeHtml(sayPage('more', {}, language))}</button></p>`,
    '</section>',
    '</main>',
  ].join('\n')
  const browser: BrowserData = {
    items,
    all: all.length,
    labels: [...new Set([...report.labels, ...items.flatMap(({ labels }) => labels)])],
    kinds,
    words: {
      gold: say('gold', {}, language),
      predicted: say('predicted', {}, language),
      none: say('none', {}, language),
      confidence: say('confidence', {}, language),
      // The script fills them in.
      count: sayPage('count', { shown: '{shown}', all: '{all}' }, language),
    },
  }
  return page({ title, language, style: STYLE, body, script: SCRIPT, data: browser })
}

/** The ways from here: back to the run, and to the same page in the other language. */
function around(
  { run, otherLanguage }: NonNullable<EvaluationPage['links']>,
  model: string,
  language: Language,
): string {
  const link = (to: string, text: string, rest = '') =>
    `<a href="${escapeHtml(to)}"${rest}>${escapeHtml(text)}</a>`
  const other = ` lang="${language === 'zh' ? 'en' : 'zh-CN'}"`
  return `<nav class="around no-print">${link(run, sayPage('back', { model }, language))}${link(otherLanguage, sayPage('other', {}, language), other)}</nav>`
}

/** At most `MOST_ITEMS`, in order: those with errors, then as many others as there is room for. */
function kept(items: readonly Item[]): readonly Item[] {
  if (items.length <= MOST_ITEMS) return items
  const isWrong = ({ kinds }: Item) => kinds.length > 0
  const room = Math.max(0, MOST_ITEMS - items.filter(isWrong).length)
  const right = new Set(items.filter((item) => !isWrong(item)).slice(0, room))
  return items.filter((item) => isWrong(item) || right.has(item)).slice(0, MOST_ITEMS)
}
