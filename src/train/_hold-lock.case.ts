// Takes the lock of a folder and holds it until it is killed: a program of its own.
import { FolderLock } from './lock.ts'

FolderLock.acquire(process.argv[2]!)
console.log('locked')
setInterval(() => {}, 1000)
