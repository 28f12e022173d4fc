// Looks at the page of `hantune train --ui` when something is amiss, with a headless Chromium: a server that is silent or
// busy, refusals in another language, a browser that keeps and copies nothing, input methods, starts that come to nothing.
//   CHROMIUM=/path/to/chromium node bench/ui-troubles.mjs FOLDER DATA
// FOLDER holds `runs/` with a finished run of entities; DATA is a labelled file to start a training on. Needs
// playwright-core, which is no dependency of HanTune: see bench/browser.mjs.
import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { openBrowser, servePage } from './browser.mjs'

const [folder, data] = process.argv.slice(2)
if (!folder || !data || !process.env.CHROMIUM) {
  console.error('CHROMIUM=/path/to/chromium node bench/ui-troubles.mjs FOLDER DATA')
  process.exit(2)
}
/** As many curves as the page lays over each other. */
const MOST_PICKED = 7

const { server, url } = await servePage(folder)
const browser = await openBrowser()
const faults = []
const { runs } = await (await fetch(`${url}/ui/api/runs`)).json()
const ner = runs.find(({ hasModel, tasks }) => hasModel && tasks.length === 1 && tasks[0].kind === 'ner')
assert.ok(ner, 'there is no finished run of entities')

async function open(hash, prepare = async () => {}) {
  const context = await browser.newContext({ locale: 'zh-CN' })
  await prepare(context)
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(String(error)))
  await page.goto(`${url}/${hash}`)
  return page
}

/** Silent, then busy: it is asked again until there is an answer, without anybody's doing. */
async function passing() {
  const page = await open(`#/try/${encodeURIComponent(ner.name)}`)
  let asked = 0
  await page.route('**/predict', (route) => {
    asked++
    if (asked === 1) return route.abort()
    if (asked > 2) return route.continue()
    const error = { code: 'E_SERVE_BUSY', what: '', fix: '' }
    return route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: { error } })
  })
  await page.fill('.trial textarea', '肺炎')
  await page.locator('.result .notice', { hasText: '连不上' }).waitFor()
  await page.locator('.result .notice', { hasText: '服务正忙' }).waitFor()
  await page.waitForSelector('.result .text.marked, .result .none, .result .soft', { timeout: 60_000 })
  await page.locator('.result .notice').waitFor({ state: 'detached' })
  assert.equal(asked, 3)
  await page.context().close()
}

/** What is refused for good is told, and follows the language; the chosen model stays. */
async function refused() {
  const page = await open(`#/try/${encodeURIComponent(ner.name)}`)
  await page.fill('.trial textarea', '字'.repeat(100_001))
  const code = page.locator('.result .notice code')
  await code.waitFor()
  const chinese = await page.locator('.result .notice .text').textContent()
  assert.match(chinese, /\p{Script=Han}/u)
  await page.click('button.language')
  await page.waitForFunction((before) => {
    const told = document.querySelector('.result .notice .text')?.textContent
    return told !== undefined && told !== before
  }, chinese)
  assert.doesNotMatch(await page.locator('.result .notice .text').textContent(), /\p{Script=Han}/u)
  await page.click('.bar nav a[href="#/try"]')
  assert.equal(await page.inputValue('.tools select'), ner.name)
  await page.context().close()
}

/** Half a pinyin is not sent, and Escape while it is written does not leave the field. */
async function composed() {
  const page = await open(`#/try/${encodeURIComponent(ner.name)}`)
  const sent = []
  page.on(
    'request',
    (request) => request.url().endsWith('/predict') && sent.push(request.postDataJSON().text),
  )
  await page.focus('.trial textarea')
  const keys = await page.context().newCDPSession(page)
  await keys.send('Input.imeSetComposition', { text: 'fei', selectionStart: 3, selectionEnd: 3 })
  await page.evaluate(() =>
    document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true }),
    ),
  )
  await page.waitForTimeout(800)
  assert.deepEqual(sent, [])
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'textarea')
  await keys.send('Input.insertText', { text: '肺炎' })
  await page.waitForRequest((request) => request.url().endsWith('/predict'))
  assert.deepEqual(sent, ['肺炎'])
  await page.context().close()
}

/** Nothing is kept, nothing is copied: the page is there, and the command is selected. */
async function forbidden() {
  const page = await open('#/start', (context) =>
    context.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'))
    }),
  )
  const copy = page.locator('.command button')
  await page.fill('#field-train', 'no-such-file.bio')
  await page.waitForSelector('#error-train')
  assert.ok(await copy.isDisabled(), 'a command with mistakes can be copied')
  await page.fill('#field-train', resolve(data))
  await page.waitForFunction(() => document.querySelector('.command button')?.disabled === false)
  await copy.click()
  await page.waitForFunction(() => String(getSelection()).startsWith('hantune train '))
  await page.context().close()
}

/** No more runs than there are colours, and the others say so. */
async function many() {
  const page = await open('#/runs', (context) =>
    context.route('**/ui/api/runs', async (route) => {
      const answer = await (await route.fetch()).json()
      const copies = Array.from({ length: MOST_PICKED + 2 }, (_, i) => ({ ...ner, name: `copy-${i}` }))
      await route.fulfill({ json: { ...answer, runs: copies } })
    }),
  )
  await page.waitForSelector('table.runs')
  await page.route('**/ui/api/runs/copy-*', async (route) => {
    const one = new URL(route.request().url())
    one.pathname = `/ui/api/runs/${encodeURIComponent(ner.name)}`
    await route.fulfill({ response: await route.fetch({ url: one.href }) })
  })
  const boxes = await page.locator('table.runs input').all()
  for (const box of boxes.slice(0, MOST_PICKED)) await box.check()
  for (const box of boxes.slice(MOST_PICKED)) assert.ok(await box.isDisabled())
  await page.locator('.hint', { hasText: `${MOST_PICKED}` }).waitFor()
  await boxes[0].uncheck()
  assert.ok(await boxes.at(-1).isEnabled())
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.context().unrouteAll({ behavior: 'ignoreErrors' })
  await page.context().close()
}

/** Cancelled before it learned anything: no word of going on, the command, and the form as it was. */
async function cancelled() {
  const page = await open('#/start')
  const name = `cancelled-${process.pid}`
  await page.fill('#field-train', resolve(data))
  await page.fill('#field-run', name)
  await page.waitForFunction(
    (run) => document.querySelector('.command code')?.textContent.includes(run),
    name,
  )
  await page.waitForFunction(() => !document.querySelector('.field.wrong'))
  await page.click('button.primary')
  await page.locator('.progress button', { hasText: '取消' }).click()
  await page.waitForSelector('.state.interrupted', { timeout: 60_000 })
  assert.doesNotMatch(await page.locator('main').textContent(), /--resume /)
  assert.equal(await page.locator('.charts').count(), 0)
  await page.click('.crumb a')
  await page.locator('a.run', { hasText: name }).click()
  await page.locator('.resume button', { hasText: '表单' }).click()
  assert.equal(await page.inputValue('#field-run'), name)
  await page.context().close()
}

try {
  for (const look of [passing, refused, composed, forbidden, many, cancelled]) {
    await look()
    console.log(`${look.name}: as it should be`)
  }
  assert.deepEqual(faults, [])
} finally {
  await browser.close()
  server.removeAllListeners('exit')
  server.kill('SIGINT')
}
