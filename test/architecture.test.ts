import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { VERSION } from '../src/base/version.ts'
import {
  type Import,
  importsOf,
  isTest,
  packagesOf,
  projectFiles,
  ROOT,
  sourceFiles,
} from './support/source-files.ts'

/** A module imports from lower floors and from its own folder only; those of one floor do not know each other. */
const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  onnx: 1,
  safetensors: 1,
  torchfile: 1,
  tokenize: 1,
  hub: 1,
  page: 1,
  graph: 2,
  ops: 3,
  engine: 3,
  nn: 4,
  optim: 4,
  config: 4,
  check: 6,
  coach: 6,
  track: 6,
  models: 5,
  data: 5,
  masking: 5,
  metrics: 5,
  rules: 6,
  augment: 6,
  tasks: 6,
  evaluation: 7,
  predictor: 7,
  train: 7,
  pretrain: 8,
  inference: 8,
  export: 9,
  doctor: 9,
  api: 9,
  client: 1,
  ui: 10,
  serve: 11,
  cli: 12,
}
/** `src/index.ts`, the public face of the package, stands above what it shows. */
const TOP = 13
const MAX_LINES = 300

const files = sourceFiles('src')
const own = files.filter((path) => !isTest(path))
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
/** The folder under src that a file belongs to; undefined for src/index.ts. */
const moduleOf = (path: string) => /^src\/([^/]+)\//.exec(path)?.[1]
const floorOf = (path: string) => {
  const module = moduleOf(path)
  return module === undefined ? TOP : FLOORS[module]
}
const shown = ({ from, to }: Import) => `${from} → ${to}`
const imports = files.flatMap(importsOf)
const ownImports = imports.filter(({ from }) => !isTest(from))
const crossing = ownImports.filter(({ from, to }) => moduleOf(from) !== moduleOf(to))

describe('floors', () => {
  test('every folder has one', () => {
    expect(files.length).toBeGreaterThan(150)
    const unknown = new Set(files.filter((path) => floorOf(path) === undefined).map(moduleOf))
    expect([...unknown]).toEqual([])
    expect(Object.keys(FLOORS).filter((module) => !files.some((path) => moduleOf(path) === module))).toEqual(
      [],
    )
  })

  test('imports go down', () => {
    const wrong = crossing.filter(({ from, to }) => !to.startsWith('src/') || floorOf(to)! >= floorOf(from)!)
    expect(crossing.length).toBeGreaterThan(100)
    expect(wrong.map(shown)).toEqual([])
  })

  test('another folder is entered by its index.ts; base has none', () => {
    const wrong = crossing.filter(({ to }) => basename(to) !== 'index.ts' && moduleOf(to) !== 'base')
    expect(wrong.map(shown)).toEqual([])
  })

  test('what is shipped imports no test', () => {
    expect(ownImports.filter(({ to }) => isTest(to)).map(shown)).toEqual([])
  })
})

test('a file with a leading underscore is used in its folder and below it only', () => {
  const all = [...imports, ...sourceFiles('test').flatMap(importsOf)]
  const wrong = all.filter(
    ({ from, to }) => basename(to).startsWith('_') && !from.startsWith(`${dirname(to)}/`),
  )
  expect(wrong.map(shown)).toEqual([])
})

test('every import names a file that is there, with its ending', () => {
  const wrong = imports.filter(({ to }) => !/\.(tsx?|json)$/.test(to) || !existsSync(join(ROOT, to)))
  expect(wrong.map(shown)).toEqual([])
})

test('no files load each other in a circle', () => {
  const next = new Map<string, string[]>()
  for (const { from, to, isType } of ownImports) if (!isType) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
    if (way.includes(path) || done.has(path)) return
    for (const to of next.get(path) ?? []) walk(to, [...way, path])
    done.add(path)
  }
  for (const path of own) walk(path, [])
  expect(next.size).toBeGreaterThan(100)
  expect(circles).toEqual([])
})

test('what a browser loads needs no Node', () => {
  const next = new Map<string, string[]>()
  for (const { from, to, isType } of ownImports) if (!isType) next.set(from, [...(next.get(from) ?? []), to])
  const loaded = new Set<string>()
  const walk = (path: string): void => {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const to of next.get(path) ?? []) walk(to)
  }
  walk('src/predictor/index.ts')
  expect(loaded.size).toBeGreaterThan(30)
  const packages = [...loaded].flatMap((path) => packagesOf(path).map((name) => `${path}: ${name}`))
  expect(packages.filter((line) => !line.endsWith(': zod'))).toEqual([])
  // Beside imports there are names that only Node gives.
  const named = [...loaded].filter((path) => /(?<![\w.])(Buffer|process)\./.test(read(path)))
  expect(named).toEqual([])
})

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const long = [...files, ...sourceFiles('test')]
    .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
    .filter(({ lines }) => lines > MAX_LINES)
  expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([])
})

test('AGENTS.md has a line for every folder of src', () => {
  const text = read('AGENTS.md')
  const absent = Object.keys(FLOORS).filter((module) => !new RegExp(`\`(src/)?${module}/?\``).test(text))
  expect(absent).toEqual([])
})

test('the version in the sources is the package’s', () => {
  const { version } = JSON.parse(read('package.json'))
  expect(VERSION).toBe(version)
})

test('kernels.wasm.ts is what kernels.wat compiles to', () => {
  const check = () => execFileSync(process.execPath, [join(ROOT, 'scripts/build-wasm.mjs'), '--check'])
  expect(check).not.toThrow()
})

test('no file knows the machine it was written on', () => {
  // In pieces, so that this file does not name them either.
  const names = [
    ['', 'work', ''],
    ['', 'root', ''],
    ['', 'home', ''],
  ].map((parts) => parts.join('/'))
  const forbidden = [...names, ['.lib', 'rary'].join(''), ['/tmp', 'venv'].join('/')]
  const found = projectFiles().flatMap((path) => {
    const text = readFileSync(join(ROOT, path)).toString('latin1')
    return forbidden.filter((name) => text.includes(name)).map((name) => `${path}: ${name}`)
  })
  expect(found).toEqual([])
})
