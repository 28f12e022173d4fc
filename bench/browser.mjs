// The headless Chromium of the scripts that look at pages: CHROMIUM is its program; playwright-core drives it, which is no
// dependency of HanTune: `npm install --no-save playwright-core`, or PLAYWRIGHT=/folder/of/playwright-core.
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

export async function openBrowser() {
  const own = process.env.PLAYWRIGHT
  const { chromium } = await import(own ? pathToFileURL(join(own, 'index.mjs')).href : 'playwright-core')
  return chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  })
}

/** The page of the runs of a folder, in Chinese. */
export function servePage(folder) {
  const program = resolve(import.meta.dirname, '../dist/cli/main.js')
  const args = [program, 'train', '--ui', '--ui-port', '0', '--json', '--lang', 'zh']
  const server = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((done, failed) => {
    server.on('exit', (code) => failed(new Error(`the server ended with ${code}`)))
    createInterface({ input: server.stdout }).on('line', (line) => {
      const event = JSON.parse(line)
      if (event.event === 'ui') done({ server, url: event.url })
    })
  })
}
