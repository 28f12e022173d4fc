import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import ts from 'typescript'
import { importsOf, ROOT } from './source-files.ts'
import { temporaryFolder } from './temporary.ts'

/**
 * A TypeScript file and all it imports as JavaScript, in a temporary folder that looks like the project: for
 * programs that are started many times, where the loader of `runTypeScript` would take most of the time.
 *
 * @returns the path of the JavaScript file
 */
export function compiled(file: string): string {
  const folder = temporaryFolder()
  const entry = relative(ROOT, file).split(sep).join('/')
  const done = new Set<string>()
  const add = (path: string): void => {
    if (done.has(path)) return
    done.add(path)
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    if (path.endsWith('.ts')) {
      writeFileSync(join(folder, javaScriptName(path)), javaScript(path))
      for (const { to, isType } of importsOf(path)) if (!isType) add(to)
    } else copyFileSync(join(ROOT, path), join(folder, path))
  }
  add(entry)
  // Packages, assets and package.json, which says that .js files are modules.
  const links = readdirSync(ROOT).filter((name) => !name.startsWith('.') && !['src', 'test'].includes(name))
  for (const name of links) symlinkSync(join(ROOT, name), join(folder, name))
  return join(folder, javaScriptName(entry))
}

const javaScriptName = (path: string): string => path.replace(/\.ts$/, '.js')

function javaScript(path: string): string {
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  }
  return ts.transpileModule(readFileSync(join(ROOT, path), 'utf8'), { compilerOptions }).outputText
}
