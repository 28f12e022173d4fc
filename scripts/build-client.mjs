// Generates src/client/schema.ts, the types of what is sent, from the service's OpenAPI document. `--check` compares instead of writing.
// Run after a build: node scripts/build-client.mjs
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openApi } from '../dist/serve/openapi.js'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const path = join(root, 'src/client/schema.ts')
const generator = join(root, 'node_modules/openapi-typescript/bin/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'hantune-client-'))
try {
  const [document, made] = [join(folder, 'openapi.json'), join(folder, 'schema.ts')]
  writeFileSync(document, JSON.stringify({ ...openApi(), paths: {} }))
  execFileSync(process.execPath, [generator, document, '--output', made, '--immutable'], {
    stdio: ['ignore', 2, 2],
  })
  const text = readFileSync(made, 'utf8')
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  else if (readFileSync(path, 'utf8') !== text) {
    console.error('src/client/schema.ts is not what the OpenAPI document says: node scripts/build-client.mjs')
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true })
}
