// Puts what a program needs into few files: reading 800 modules and packages took most of a short command's time.
//   node scripts/bundle.mjs DIST
// The page's script goes to DIST/ui/browser.js. The programs keep their places; what they hold stands in DIST/run. The library's own modules stay as they are.
import { writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from 'rolldown'

/** The programs, in DIST: the command line and the threads that it starts. */
const PROGRAMS = ['cli/main.js', 'api/worker.js', 'serve/worker.js']

const dist = resolve(process.argv[2])
const nameOf = (program) => program.replace('/', '-').replace('.js', '')

await build({
  input: Object.fromEntries(PROGRAMS.map((program) => [nameOf(program), join(dist, program)])),
  platform: 'node',
  // A native library finds its files beside itself.
  external: ['onnxruntime-node'],
  // Our own modules do nothing when they are loaded: those of which nothing is used are left out.
  treeshake: { moduleSideEffects: (id, isExternal) => isExternal || id.includes('node_modules') },
  output: {
    dir: join(dist, 'run'),
    format: 'esm',
    comments: { legal: true, annotation: false, jsdoc: false },
    // What everything needs; elsewhere it would draw in the code beside it. Those that load zod are needed seldom.
    codeSplitting: {
      groups: [
        {
          name: 'base',
          test: (id) => dirname(id) === join(dist, 'base') && !/(?:schema-fault|lock-file)\.js$/.test(id),
        },
      ],
    },
  },
  logLevel: 'warn',
})
// What runs in the browser: one file, which src/ui puts into its page.
await build({
  input: 'src/ui/browser/main.tsx',
  platform: 'browser',
  output: {
    file: join(dist, 'ui', 'browser.js'),
    format: 'iife',
    minify: true,
    postBanner: '/* With Preact: MIT License, copyright (c) 2015-present Jason Miller. */',
  },
  logLevel: 'warn',
})
for (const program of PROGRAMS) {
  const shebang = program.startsWith('cli/') ? '#!/usr/bin/env node\n' : ''
  // Imported later than the code that is to be kept compiled.
  const start = `import { keepCompiledCode } from '../base/compile-cache.js'
keepCompiledCode()
await import('../run/${nameOf(program)}.js')
`
  writeFileSync(join(dist, program), `${shebang}${start}`)
}
