import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import ts from 'typescript'

export const ROOT = resolve(import.meta.dirname, '../..')

/** An import or re-export of another file of the project. */
export interface Import {
  readonly from: string
  readonly to: string
  /** Whether only types cross, so that nothing is loaded at run time. */
  readonly isType: boolean
}

export const isTest = (path: string): boolean => /\.(test|case)\.ts$/.test(path)

/** Every TypeScript file under a folder, by its path from the root with `/`. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** The imports that a file states, `import()` included. Paths that leave the project are not told. */
export function importsOf(path: string): Import[] {
  return statedBy(path)
    .filter(({ target }) => target.startsWith('.'))
    .map(({ target, isType }) => ({
      from: path,
      to: relative(ROOT, resolve(ROOT, dirname(path), target))
        .split(sep)
        .join('/'),
      isType,
    }))
}

/** The packages that a file loads at run time, `node:` ones included. */
export const packagesOf = (path: string): string[] =>
  statedBy(path).flatMap(({ target, isType }) => (isType || target.startsWith('.') ? [] : [target]))

function statedBy(path: string): { readonly target: string; readonly isType: boolean }[] {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.ES2023)
  const found: { target: string; isType: boolean }[] = []
  const add = (target: ts.Node | undefined, isType: boolean) => {
    if (target && ts.isStringLiteral(target)) found.push({ target: target.text, isType })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Every file that git would commit: tracked, or new and not ignored. */
export function projectFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  return list.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)))
}
