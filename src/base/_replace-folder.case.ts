// Replaces a folder again and again and says each time that it is done: a program of its own, to be killed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { existingFolder, writeFileAtomic, writeFolderAtomic } from './files.ts'

const [path, times] = process.argv.slice(2) as [string, string]
const there = existingFolder(path)
let generation = there === undefined ? 0 : Number(readFileSync(join(there, 'generation'), 'utf8'))
console.log('ready')
for (let done = 0; done < Number(times); done++) {
  generation++
  writeFolderAtomic(path, (folder) => {
    writeFileAtomic(join(folder, 'generation'), String(generation))
    for (const name of ['a', 'in/b']) {
      writeFileAtomic(join(folder, name), `${generation} `.repeat(20_000))
    }
  })
  console.log(generation)
}
