// Brings a fresh clone to a state that runs: installs the locked packages if they are absent or
// outdated, and compiles src/ to dist/ if a source changed. Called by `npm start` and `npm test`; `--packages` leaves
// the compiling out.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error(
    `HanTune needs Node 20 or newer; this is ${process.version}. / HanTune 需要 Node 20 或更新版本。`,
  )
  process.exit(1)
}

function run(command, args) {
  const done = spawnSync(command, args, { stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path).update('\0').update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

const lockStamp = 'node_modules/.hantune-lock'
const lock = hashOf(['package-lock.json'])
if (!existsSync(lockStamp) || readFileSync(lockStamp, 'utf8') !== lock) {
  console.error('Installing the locked packages / 正在安装依赖 …')
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
  writeFileSync(lockStamp, lock)
}

if (process.argv.includes('--packages')) process.exit(0)

const buildStamp = 'dist/.build'
const sources = hashOf([
  ...filesUnder('src'),
  'scripts/bundle.mjs',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
])
const stale = !existsSync(buildStamp) || readFileSync(buildStamp, 'utf8') !== sources
if (stale || process.argv.includes('--force-build')) {
  console.error('Compiling / 正在编译 …')
  // Beside dist/ first, so that what runs from dist/ at this moment finds its files until the new ones are whole.
  const fresh = `dist.${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', fresh])
  run(process.execPath, ['scripts/bundle.mjs', fresh])
  writeFileSync(join(fresh, '.build'), sources)
  rmSync('dist', { recursive: true, force: true })
  renameSync(fresh, 'dist')
}
