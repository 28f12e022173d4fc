// Loaded before a program that `runAndKill` runs. With KILL_AT_OPERATION=n the process ends as `kill -9` does just
// before its n-th change of the file system: with every n in turn, a test sees every state that a killed program can
// leave. Flushing to disk counts as such a change and does nothing: what a killed program gave to the system stays.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const CHANGES = [
  'copyFileSync',
  'fsyncSync',
  'linkSync',
  'mkdirSync',
  'openSync',
  'renameSync',
  'rmSync',
  'symlinkSync',
  'truncateSync',
  'unlinkSync',
  'writeFileSync',
  'writeSync',
]
const last = Number(process.env.KILL_AT_OPERATION)
let count = 0
fs.fsyncSync = () => {}
for (const name of CHANGES) {
  const original = fs[name]
  fs[name] = (...args) => {
    if (++count === last) process.kill(process.pid, 'SIGKILL')
    return original(...args)
  }
}
syncBuiltinESMExports()
