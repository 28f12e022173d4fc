// Compiles src/engine/kernels/kernels.wat to a base64 module, so that the package needs no compiler at run time.
// `--check` only compares: a test calls it.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import wabt from 'wabt'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src/engine/kernels')
const source = readFileSync(join(folder, 'kernels.wat'), 'utf8')
const { buffer } = (await wabt()).parseWat('kernels.wat', source, { simd: true }).toBinary({})
const text = `// Generated from kernels.wat by scripts/build-wasm.mjs: do not edit.\nexport const KERNELS_BASE64 =\n  '${Buffer.from(buffer).toString('base64')}'\n`
const target = join(folder, 'kernels.wasm.ts')
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('kernels.wasm.ts is not what kernels.wat compiles to: run `npm run wasm`')
    process.exit(1)
  }
} else writeFileSync(target, text)
