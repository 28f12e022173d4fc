import { basename, relative } from 'node:path'
import { shellWord } from '../base/shell.ts'

/** How this program was called: by its name, or as a file in a clone. */
export function commandName(): string {
  const [, file = 'hantune'] = process.argv
  return basename(file) === 'main.js' ? `node ${shellWord(relative(process.cwd(), file))}` : 'hantune'
}

/** The command that goes on with a training. */
export const resumeCommand = (run: string): string => `${commandName()} train --resume ${shellWord(run)}`
