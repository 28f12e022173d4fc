// Removes ONNX Runtime's libraries for other systems and processors than this one: two thirds of an image.
//   node scripts/this-system-only.mjs [NODE_MODULES]
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const bin = join(process.argv[2] ?? 'node_modules', 'onnxruntime-node/bin')
let kept = 0
for (const api of readdirSync(bin))
  for (const system of readdirSync(join(bin, api)))
    for (const processor of readdirSync(join(bin, api, system))) {
      const folder = join(bin, api, system, processor)
      if (system === process.platform && processor === process.arch) kept++
      else rmSync(folder, { recursive: true })
    }
if (kept === 0 || !existsSync(bin)) {
  console.error(`${bin} has no library for ${process.platform} ${process.arch}`)
  process.exit(1)
}
