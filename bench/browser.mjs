// The headless Chromium of the scripts that look at pages: CHROMIUM is its program; playwright-core drives it, which is no
// dependency of HanTune: `npm install --no-save playwright-core`, or PLAYWRIGHT=/folder/of/playwright-core.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export async function openBrowser() {
  const own = process.env.PLAYWRIGHT
  const { chromium } = await import(own ? pathToFileURL(join(own, 'index.mjs')).href : 'playwright-core')
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  })
}
