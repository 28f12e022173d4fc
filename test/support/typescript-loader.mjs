// Lets a child process run the TypeScript sources: `node --import <this file> script.ts`. The tests themselves run
// under vitest, but a file limit or a clean memory reading needs a process of its own.
import { readFileSync } from 'node:fs'
import { register } from 'node:module'
import { fileURLToPath } from 'node:url'

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
  const { default: ts } = await import('typescript')
  const { outputText } = ts.transpileModule(readFileSync(fileURLToPath(url), 'utf8'), {
    compilerOptions: { target: 'es2023', module: 'esnext', verbatimModuleSyntax: true },
  })
  return { format: 'module', source: outputText, shortCircuit: true }
}

// The module is loaded twice: by `--import`, which registers it, and as the hook, where register must not run again.
const { isMainThread } = await import('node:worker_threads')
if (isMainThread) register(import.meta.url)
