import { existsSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { freemem, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Environment } from '../base/locale.ts'
import { memoryLimit } from '../base/memory-limit.ts'
import { devicesFound } from '../engine/index.ts'
import { probeHub } from '../hub/index.ts'
import { FillMask } from '../pretrain/index.ts'

/** What the doctor looks at; tests hand in another. */
export interface World {
  readonly nodeVersion: string
  readonly env: Environment
  readonly platform: string
  readonly cores: number
  /** Bytes. */
  readonly memory: { readonly limit: number; readonly free: number }
  readonly temporary: string
  /** Bytes free on the disk of a folder, or of the nearest above it that exists. */
  freeBytes(folder: string): number
  isWritable(folder: string): boolean
  /** ONNX Runtime's version. @throws where it is not installed */
  runtimeVersion(): string
  /** The devices on which a small graph runs. @throws where the runtime does not load */
  devices(): Promise<readonly string[]>
  /** Loads the embedded encoder and checks its guesses. @throws what is wrong with it */
  embedded(): Promise<void>
  /** What is at a path; undefined where nothing is, or nothing can be seen. */
  kindOf(path: string): 'folder' | 'file' | undefined
  /** Asks a hub for a model that every hub has. @returns the HTTP status. @throws the network's reason, E_HUB_* */
  probe(endpoint: string, authorization?: string): Promise<number>
}

/** How long the doctor waits for an answer. */
const PROBE_MS = 5000

/** This machine. */
export function thisWorld(cores: number): World {
  return {
    nodeVersion: process.versions.node,
    env: process.env,
    platform: process.platform,
    cores,
    memory: { limit: memoryLimit().bytes, free: freemem() },
    temporary: tmpdir(),
    freeBytes(folder) {
      const { bavail, bsize } = statfsSync(existing(folder))
      return bavail * bsize
    },
    isWritable(folder) {
      try {
        // Tried rather than asked: to an administrator every folder seems writable, and some are not.
        rmSync(mkdtempSync(join(existing(folder), '.hantune-')), { recursive: true })
        return true
      } catch {
        return false
      }
    },
    runtimeVersion: () =>
      (createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string }).version,
    devices: () => devicesFound(),
    async embedded() {
      const filler = await FillMask.load({}, { device: 'cpu', threads: 1 })
      await filler.release()
    },
    kindOf(path) {
      if (!existsSync(path)) return undefined
      return statSync(path).isDirectory() ? 'folder' : 'file'
    },
    probe: (endpoint, authorization) => probeHub(endpoint, { stallMs: PROBE_MS, authorization }),
  }
}

/** A folder, or the nearest above it that is there. */
function existing(folder: string): string {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}
