// Looks at the page of `hantune serve` with a headless Chromium: keys, every model that is served, a text with tags.
//   CHROMIUM=/path/to/chromium node bench/serve-page.mjs PICTURES RUN…
// RUN… are folders of saved models, of several tasks too; PICTURES is where the pictures go. Needs playwright-core, which
// is no dependency of HanTune: `npm install --no-save playwright-core`, or PLAYWRIGHT=/folder/of/playwright-core.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { openBrowser } from './browser.mjs'

const [pictures, ...runs] = process.argv.slice(2)
if (runs.length === 0 || !process.env.CHROMIUM) {
  console.error('CHROMIUM=/path/to/chromium node bench/serve-page.mjs PICTURES RUN…')
  process.exit(2)
}
const program = resolve(import.meta.dirname, '../dist/cli/main.js')
mkdirSync(pictures, { recursive: true })

const TEXT = '患者😀<b>发热</b>三天，诊断为肺炎。'

const named = runs.map((run, i) => `m${i}=${run}`)
const server = spawn(
  process.execPath,
  [program, 'serve', ...named, '--port', '0', '--json', '--lang', 'zh'],
  {
    env: { ...process.env, HANTUNE_API_KEYS: 'right' },
    stdio: ['ignore', 'pipe', 'ignore'],
  },
)
const { url, models } = await new Promise((done, failed) => {
  let address
  server.on('exit', (code) => failed(new Error(`the service ended with ${code}`)))
  createInterface({ input: server.stdout }).on('line', (line) => {
    const event = JSON.parse(line)
    if (event.event === 'listening') address = event.url
    if (event.event === 'ready') done({ url: address, models: event.models })
  })
})
const browser = await openBrowser()
const faults = []
try {
  const page = await browser.newPage({ viewport: { width: 1100, height: 800 }, locale: 'zh-CN' })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) faults.push(`asked elsewhere: ${request.url()}`)
  })
  await page.goto(url)
  const field = page.locator('input[type=password]')
  const tryKey = async (key) => {
    await field.fill(key)
    await field.press('Enter')
  }
  for (const [key, said] of [
    ['密钥', 'ASCII'],
    ['wrong', '密钥不对'],
  ]) {
    await tryKey(key)
    await page.locator('.bad', { hasText: said }).waitFor()
  }
  await tryKey('right')
  const text = page.locator('textarea')
  await text.first().waitFor()
  for (const { name, tasks } of models) {
    await page.locator('select').selectOption(name)
    await text.first().fill(TEXT)
    if (tasks.some(({ kind }) => kind === 'pair')) await text.nth(1).fill('发热待查')
    const heads = tasks.length > 1 ? tasks.map((task) => task.name) : []
    await page.locator('.result .text.marked, .result .bars').first().waitFor()
    await page.waitForFunction(() => document.querySelector('.result')?.ariaBusy === 'false')
    assert.deepEqual(await page.locator('.result h3').allTextContents(), heads)
    const parts = await page.locator('.result .text.marked, .result .bars').count()
    assert.equal(parts, tasks.length, `${name}: a result for each task`)
    // The text as it was written, without the names of what was found.
    const marked = await page.locator('.result .text.marked').evaluateAll((all) =>
      all.map((one) => {
        const copy = one.cloneNode(true)
        for (const label of copy.querySelectorAll('.name')) label.remove()
        return copy.textContent
      }),
    )
    for (const shown of marked) assert.equal(shown, TEXT)
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
    console.log(`${name}: ${tasks.map(({ kind }) => kind).join(' + ')} shown`)
  }
  assert.deepEqual(faults, [])
} finally {
  await browser.close()
  server.removeAllListeners('exit')
  server.kill('SIGINT')
}
