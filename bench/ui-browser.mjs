// Looks at the page of `hantune train --ui` with a headless Chromium: what it does, and pictures of it.
//   CHROMIUM=/path/to/chromium node bench/ui-browser.mjs FOLDER PICTURES [DATA]
// FOLDER holds `runs/` with one finished run of entities at least; PICTURES is where the pictures go. With DATA, a
// labelled file, a training is started from the form, watched and stopped. Needs playwright-core, which is no dependency
// of HanTune: `npm install --no-save playwright-core`, or PLAYWRIGHT=/folder/of/playwright-core.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openBrowser, servePage } from './browser.mjs'

const [folder, pictures, data] = process.argv.slice(2)
if (!folder || !pictures || !process.env.CHROMIUM) {
  console.error('CHROMIUM=/path/to/chromium node bench/ui-browser.mjs FOLDER PICTURES [DATA]')
  process.exit(2)
}
mkdirSync(pictures, { recursive: true })

const TEXT = '患者😀昨日起右侧胸部胀痛，查血常规，诊断为肺炎，予阿莫西林治疗。'

const { server, url } = await servePage(folder)
const browser = await openBrowser()
const faults = []

async function open({ width = 1280, height = 860, scheme = 'light' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: 'zh-CN',
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) faults.push(`asked elsewhere: ${request.url()}`)
  })
  await page.goto(url)
  await page.waitForSelector('table.runs tbody tr')
  return page
}

const picture = (page, name, options = {}) =>
  page.screenshot({ path: join(pictures, `${name}.png`), ...options })
const hash = (page) => page.evaluate(() => location.hash)
const overflow = async (page, view) => {
  const [wide, width] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(wide <= width, `${view} is ${wide} pixels wide on a screen of ${width}`)
}

/** A flat curve has no height, and is not visible to the browser's driver. */
const curves = (page) => page.waitForSelector('.charts path.curve', { state: 'attached' })

/** The keys alone: down the table, select two, open one, come back. */
async function keyboard(page) {
  const rows = await page.locator('table.runs tbody tr').count()
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  if (rows > 1) {
    await page.keyboard.press('j')
    await page.keyboard.press('x')
  }
  await curves(page)
  assert.equal(await page.locator('table.runs tr.picked').count(), Math.min(2, rows))
  await page.keyboard.press('k')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.figures')
  assert.match(await hash(page), /^#\/run\//)
  await page.keyboard.press('Escape')
  await page.waitForSelector('table.runs')
  // Those that were ticked are so still, and the address says so.
  assert.equal(await page.locator('table.runs tr.picked').count(), Math.min(2, rows))
  assert.match(await hash(page), /^#\/runs\/./)
  await page.keyboard.press('/')
  await page.waitForSelector('.trial textarea')
  await page.waitForFunction(() => document.activeElement?.localName === 'textarea')
}

/** From a run, the key goes to its own model. */
async function keyOfRun(page, runs) {
  const { name } = runs.findLast(({ hasModel }) => hasModel)
  await page.goto(`${url}/#/run/${encodeURIComponent(name)}`)
  await page.waitForSelector('.figures')
  await page.keyboard.press('/')
  await page.waitForFunction(() => document.activeElement?.localName === 'textarea')
  assert.equal(await page.inputValue('.tools select'), name)
}

async function write(page, text) {
  await page.fill('.trial textarea', text)
  await page.waitForSelector('.result .marked mark, .result .bars li', { timeout: 60_000 })
}

/** Chooses a run of entities, writes a text, and looks whether what is marked is what the offsets say. */
async function entities(page) {
  const runs = await page.evaluate(async () => (await (await fetch('/ui/api/runs')).json()).runs)
  const ner = runs.find(({ hasModel, tasks }) => hasModel && tasks.length === 1 && tasks[0].kind === 'ner')
  assert.ok(ner, 'there is no finished run of entities')
  await page.selectOption('.tools select', ner.name)
  await page.waitForFunction((name) => location.hash.endsWith(encodeURIComponent(name)), ner.name)
  await write(page, TEXT)
  const marked = await page
    .locator('.marked mark')
    .evaluateAll((marks) => marks.map((mark) => mark.firstChild.data))
  const listed = await page
    .locator('.entities tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => ({ text: row.cells[0].textContent, place: row.cells[2].textContent })),
    )
  assert.ok(marked.length > 0, 'nothing was found')
  assert.deepEqual(
    marked,
    listed.map(({ text }) => text),
  )
  for (const { text, place } of listed) assert.equal(TEXT.slice(...place.split('–').map(Number)), text)
  assert.ok((await page.locator('.marked').textContent()).startsWith('患者😀'))
  return { runs, ner }
}

/** Long names and tasks: on a screen of common width nothing is cut, on a narrower one the table says that it goes on. */
async function longNames(page) {
  const name = 'records-of-a-hospital/very_long_name_of_a_run_with_a_seed-20250102'
  const tasks = ['medical_record_entities', 'kinds_of_machine_faults']
  await page.route('**/ui/api/runs', async (route) => {
    const answer = await (await route.fetch()).json()
    const [run] = answer.runs
    const long = { name, tasks: tasks.map((task) => ({ ...run.tasks[0], name: task })) }
    await route.fulfill({ json: { ...answer, runs: [{ ...run, ...long }, ...answer.runs] } })
  })
  await page.goto(`${url}/#/runs`)
  await page.reload()
  await page.waitForSelector('table.runs')
  const size = page.viewportSize()
  const hidden = () => page.locator('.sideways').evaluate((box) => box.scrollWidth - box.clientWidth)
  const shown = (await page.locator('a.run').allTextContents())[0]
  assert.equal(shown, name)
  for (const width of [1200, 900]) {
    await page.setViewportSize({ ...size, width })
    assert.equal((await hidden()) > 0, width < 1000, `at ${width} pixels ${await hidden()} are out of sight`)
    await picture(page, `long-names-en-${width}`)
  }
  await page.setViewportSize(size)
  await page.unroute('**/ui/api/runs')
  await page.reload()
}

async function language(page) {
  await page.click('button.language')
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  assert.equal(await page.locator('h1').textContent(), 'Try a text')
  await page.reload()
  await page.waitForSelector('.trial')
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en')
}

/** The form says the command it will run, and each mistake at its field. */
async function form(page) {
  await page.goto(`${url}/#/start`)
  await page.waitForSelector('#field-train')
  await page.fill('#field-train', 'no-such-file.bio')
  await page.fill('#field-epochs', 'three')
  await page.waitForSelector('#error-train')
  await page.waitForSelector('#error-epochs')
  assert.match(await page.locator('#error-train').textContent(), /there is no file/)
  await page.fill('#field-epochs', '3')
  await page.fill('#field-run', '../elsewhere')
  await page.waitForSelector('#error-run')
  await page.fill('#field-run', '')
  await page.waitForFunction(() =>
    document.querySelector('.command code')?.textContent?.includes('--epochs 3'),
  )
}

/** Starts a training from the form, sees its curve grow, and stops it. */
async function training(page) {
  await page.goto(`${url}/#/start`)
  await page.fill('#field-train', resolve(data))
  await page.fill('#field-run', `started-${process.pid}`)
  await page.waitForFunction(() => !document.querySelector('.field.wrong'))
  await page.waitForFunction(() => document.querySelector('.command code')?.textContent?.includes('started-'))
  await page.click('button.primary')
  await page.waitForSelector('.progress progress', { timeout: 120_000 })
  await page.waitForFunction(() => document.querySelectorAll('.chart path.curve').length > 0, undefined, {
    timeout: 120_000,
  })
  await page.waitForTimeout(8000)
  await picture(page, 'live')
  await page.click('.progress button')
  await page.waitForSelector('.state.interrupted', { timeout: 120_000 })
  await picture(page, 'stopped')
}

try {
  const page = await open()
  await keyboard(page)
  const { runs, ner } = await entities(page)
  await picture(page, 'try-light-1280')
  await language(page)
  await write(page, TEXT)
  await picture(page, 'try-en-1280')
  await longNames(page)
  await page.goto(`${url}/#/runs`)
  await page.waitForSelector('table.runs')
  for (const box of (await page.locator('table.runs input').all()).slice(0, 3)) await box.check()
  await curves(page)
  await page.waitForTimeout(300)
  await picture(page, 'runs-en-light-1280')
  await page.goto(`${url}/#/run/${encodeURIComponent(ner.name)}`)
  await curves(page)
  await page.focus('.chart:nth-child(2) svg')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  assert.match(await page.locator('.chart:nth-child(2) .at').textContent(), /step \d/)
  await keyOfRun(page, runs)
  await form(page)
  await picture(page, 'start-en-1280')
  for (const [width, scheme] of [
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ]) {
    const small = await open({ width, scheme, height: width < 500 ? 800 : 860 })
    const name = (view) => `${view}-${scheme}-${width}`
    for (const box of (await small.locator('table.runs input').all()).slice(0, 2)) await box.check()
    await curves(small)
    await small.waitForTimeout(300)
    await overflow(small, 'runs')
    await picture(small, name('runs'), { fullPage: true })
    await small.click(`a.run:text-is("${ner.name}")`)
    await small.waitForSelector('.figures')
    await curves(small)
    await small.waitForTimeout(300)
    await overflow(small, 'run')
    await picture(small, name('run'), { fullPage: true })
    await small.goto(`${url}/#/try/${encodeURIComponent(ner.name)}`)
    await small.waitForSelector('.trial')
    await write(small, TEXT)
    await overflow(small, 'try')
    await picture(small, name('try'))
    const classes = runs.find(({ hasModel, tasks }) => hasModel && tasks[0].kind === 'cls')
    if (classes) {
      await small.selectOption('.tools select', classes.name)
      await write(small, '主轴箱温度偏高，有异响，加注润滑油后声音变小')
      await small.waitForSelector('.result .bars li')
      await overflow(small, 'classes')
      await picture(small, name('classes'))
    }
    await small.goto(`${url}/#/start`)
    await small.waitForSelector('#field-train')
    await overflow(small, 'start')
    await small.click('details summary')
    await overflow(small, 'all settings')
    await picture(small, name('start'), { fullPage: width > 500 })
    await small.context().close()
  }
  if (data) await training(page)
  await page.goto(`${url}/#/run/${encodeURIComponent(ner.name)}`)
  const [errors] = await Promise.all([
    page.context().waitForEvent('page'),
    page.locator('.tools a[target=_blank]').first().click(),
  ])
  await errors.waitForSelector('#list .item', { timeout: 300_000 })
  await picture(errors, 'errors')
  assert.deepEqual(faults, [])
  console.log('The page does what it should.')
} finally {
  await browser.close()
  server.removeAllListeners('exit')
  server.kill('SIGINT')
}
