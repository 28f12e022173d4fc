import { defineTexts, type Language } from '../base/locale.ts'
import { VERSION } from '../base/version.ts'
import { escapeHtml, page } from '../page/index.ts'
import { openApi } from './openapi.ts'

const say = defineTexts({
  title: { zh: 'HanTune 服务接口', en: 'HanTune service' },
  version: { zh: '版本 {version}', en: 'version {version}' },
  document: { zh: 'OpenAPI 3.1 文档', en: 'OpenAPI 3.1 document' },
  try: { zh: '试一试', en: 'Try it' },
  text: { zh: '文本，每行一条（空行不算）', en: 'Texts, one a line (blank ones are none)' },
  pair: {
    zh: '第二段文本（只用于句对模型），每行一条',
    en: 'Second texts (models of pairs only), one a line',
  },
  model: { zh: '模型', en: 'Model' },
  key: { zh: '密钥（没有设置就留空）', en: 'Key (blank where none is set)' },
  scores: { zh: '给出每一类的概率', en: 'the probability of every class' },
  send: { zh: '预测', en: 'Predict' },
  paths: { zh: '地址', en: 'Paths' },
  body: { zh: '请求体', en: 'Body' },
  answers: { zh: '回答', en: 'Answers' },
  schemas: { zh: '数据结构', en: 'Shapes' },
  required: { zh: '必需', en: 'required' },
  example: { zh: '我在北京工作', en: '我在北京工作' },
})

type Json = Readonly<Record<string, unknown>>

/** What `/docs` shows: the OpenAPI document for people, and a form to try it. */
export function docsPage(language: Language): string {
  const tell = (key: Parameters<typeof say>[0], values: Record<string, string> = {}) =>
    escapeHtml(say(key, values as never, language))
  const { paths, components } = openApi(language) as {
    paths: Record<string, Record<string, Json>>
    components: { schemas: Record<string, Json> }
  }
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationHtml(path, method, operation, tell)),
  )
  const schemas = Object.entries(components.schemas).map(([name, schema]) => schemaHtml(name, schema, tell))
  const body = `<main><header><h1>${tell('title')}</h1>
<p class="soft">${tell('version', { version: VERSION })} · <a href="openapi.json">${tell('document')}</a></p></header>
<section class="no-print"><h2>${tell('try')}</h2><div class="panel">
<p><label for="text">${tell('text')}</label><br><textarea id="text" rows="4">${tell('example')}</textarea></p>
<details><summary>${tell('pair')}</summary><textarea id="pair" rows="2"></textarea></details>
<div class="tools"><label>${tell('model')} <select id="model"></select></label>
<label>${tell('key')} <input id="key" type="password" autocomplete="off"></label>
<label><input id="scores" type="checkbox"> ${tell('scores')}</label>
<button id="send">${tell('send')}</button></div><pre id="answer" class="text" aria-live="polite"></pre></div></section>
<section><h2>${tell('paths')}</h2>${operations.join('\n')}</section>
<section><h2>${tell('schemas')}</h2>${schemas.join('\n')}</section></main>`
  return page({
    title: say('title', {}, language),
    language,
    style: STYLE,
    body,
    script: SCRIPT,
    callsHome: true,
  })
}

type Tell = (key: Parameters<typeof say>[0]) => string

function operationHtml(path: string, method: string, operation: Json, tell: Tell): string {
  const responses = Object.entries(operation.responses as Record<string, Json>)
  const rows = responses.map(
    ([status, response]) =>
      `<tr><td class="num">${status}</td><td>${prose(response.description)}</td><td>${shapeOf(contentOf(response))}</td></tr>`,
  )
  const request = operation.requestBody as Json | undefined
  return `<div class="panel"><h3><span class="chip tint-0">${method.toUpperCase()}</span> <code>${escapeHtml(path)}</code></h3>
<p>${prose(operation.summary)}</p>${request ? `<p>${tell('body')}: ${shapeOf(contentOf(request))}</p>` : ''}
<details><summary>${tell('answers')}</summary><div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div></details></div>`
}

function schemaHtml(name: string, schema: Json, tell: Tell): string {
  const required = (schema.required ?? []) as readonly string[]
  const rows = Object.entries((schema.properties ?? {}) as Record<string, Json>).map(
    ([field, own]) =>
      `<tr><td><code>${escapeHtml(field)}</code></td><td>${shapeOf(own)}</td><td class="soft">${required.includes(field) ? tell('required') : ''}</td><td>${prose(own.description)}</td></tr>`,
  )
  return `<h3 id="${escapeHtml(name)}">${escapeHtml(name)}</h3><p>${prose(schema.description)}</p>
<div class="scroll"><table><tbody>${rows.join('')}</tbody></table></div>`
}

/** The schema of a body or answer. */
function contentOf({ content }: Json): Json {
  const [only] = Object.values((content ?? {}) as Record<string, Json>)
  return (only?.schema ?? {}) as Json
}

/** A schema in a few words, with links to those that have a name. */
function shapeOf(schema: Json): string {
  const { $ref, type, items, additionalProperties, enum: names } = schema
  if (typeof $ref === 'string') {
    const name = escapeHtml($ref.split('/').at(-1)!)
    return `<a href="#${name}">${name}</a>`
  }
  const choices = (schema.oneOf ?? schema.anyOf) as readonly Json[] | undefined
  if (choices) return choices.map(shapeOf).join(' | ')
  if (Array.isArray(names)) return escapeHtml(names.map((name) => JSON.stringify(name)).join(' | '))
  if (type === 'array') return `${shapeOf(items as Json)}[]`
  if (type === 'object' && typeof additionalProperties === 'object')
    return `{ string: ${shapeOf(additionalProperties as Json)} }`
  if (type === 'object' && schema.properties) {
    const fields = Object.entries(schema.properties as Record<string, Json>)
    return `{ ${fields.map(([name, own]) => `${escapeHtml(name)}: ${shapeOf(own)}`).join(', ')} }`
  }
  return escapeHtml(String(type ?? ''))
}

/** A sentence of the document, its code in `code`. */
const prose = (text: unknown): string =>
  escapeHtml(String(text ?? '')).replace(/`([^`]+)`/g, (_, code: string) => `<code>${code}</code>`)

const STYLE = `textarea{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:6px;
width:100%;padding:.4rem .6rem}
pre{margin:.5rem 0 0}`

const SCRIPT = `
const byId = (id) => document.getElementById(id)
const headers = () => {
  const key = byId('key').value.trim()
  return { 'content-type': 'application/json', ...(key && { 'x-api-key': key }) }
}
const lines = (id) => byId(id).value.split('\\n').filter((line) => line.trim() !== '')
async function fillModels() {
  const answer = await fetch('models', { headers: headers() })
  if (!answer.ok) return
  const { models } = await answer.json()
  byId('model').replaceChildren(...models.map(({ name }) => new Option(name, name)))
}
byId('key').addEventListener('change', fillModels)
byId('send').addEventListener('click', async () => {
  const [texts, pairs] = [lines('text'), lines('pair')]
  const isSingle = texts.length === 1
  const model = byId('model').value
  const body = {
    text: isSingle ? texts[0] : texts,
    ...(pairs.length > 0 && { pair: isSingle && pairs.length === 1 ? pairs[0] : pairs }),
    ...(model && { model }),
    ...(byId('scores').checked && { scores: true }),
  }
  byId('answer').textContent = '…'
  try {
    const answer = await fetch('predict', { method: 'POST', headers: headers(), body: JSON.stringify(body) })
    byId('answer').textContent = answer.status + '\\n' + JSON.stringify(await answer.json(), null, 2)
  } catch (error) {
    byId('answer').textContent = String(error)
  }
})
fillModels()
`
