import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

interface Instruction {
  readonly name: string
  readonly text: string
  /** The words of the JSON form, where it has that. */
  readonly words: readonly string[] | undefined
}

/** A stage of a Dockerfile with its instructions in order. */
export interface Stage {
  readonly name: string
  readonly image: string
  readonly instructions: readonly Instruction[]
}

/** Reads a Dockerfile: comments, continued lines, stages. @throws Error for a line before the first FROM */
export function readDockerfile(path: string): Stage[] {
  const lines = readFileSync(path, 'utf8')
    .replaceAll(/^\s*#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
  const stages: { name: string; image: string; instructions: Instruction[] }[] = []
  for (const line of lines.filter((line) => line.trim() !== '')) {
    const [, name, text] = /^([A-Z]+)\s+(.+)$/.exec(line)!
    if (name === 'FROM') {
      const [, image, stage] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(text!)!
      stages.push({ name: stage ?? String(stages.length), image: image!, instructions: [] })
      continue
    }
    const stage = stages.at(-1)
    if (stage === undefined) throw new Error(`${path}: ${line} stands before FROM`)
    const json = /\[.*\]$/.exec(text!)?.[0]
    const words = json === undefined ? undefined : (JSON.parse(json) as string[])
    stage.instructions.push({ name: name!, text: text!, words })
  }
  return stages
}

/** What the last stage is to run, and as whom. */
export function programOf({ instructions }: Stage) {
  const last = (name: string) => instructions.findLast((one) => one.name === name)
  return {
    entrypoint: last('ENTRYPOINT')!.words!,
    command: last('CMD')!.words!,
    healthcheck: last('HEALTHCHECK')!.words!,
    user: last('USER')?.text,
  }
}

/**
 * Does what a stage does, in a folder: copies and runs its steps. The working directory is the folder itself.
 *
 * @param roots of the stages before, by name
 * @throws Error with a step's output where it failed
 */
export function buildStage(
  stage: Stage,
  context: string,
  root: string,
  roots: ReadonlyMap<string, string>,
): void {
  for (const { name, text } of stage.instructions) {
    if (name === 'COPY') copy(text, context, root, roots)
    if (name !== 'RUN') continue
    const done = spawnSync('sh', ['-c', text], { cwd: root, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`RUN ${text}\n${done.stdout}${done.stderr}`)
  }
}

function copy(text: string, context: string, root: string, roots: ReadonlyMap<string, string>): void {
  const words = text.split(/\s+/)
  const from = words[0]!.startsWith('--from=') ? words.shift()!.slice('--from='.length) : undefined
  const target = words.pop()!
  for (const source of words) {
    const path =
      from === undefined ? join(context, source) : join(roots.get(from)!, source.replace(/^\/app\//, ''))
    if (!existsSync(path)) throw new Error(`COPY ${text}: there is no ${source}`)
    mkdirSync(root, { recursive: true })
    cpSync(path, target.endsWith('/') ? join(root, target, basename(source)) : join(root, target), {
      recursive: true,
    })
  }
}
