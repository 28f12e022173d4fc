import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { defineErrors } from './errors.ts'
import { isSystemError } from './files.ts'

const fail = defineErrors({
  E_WEIGHTS_OPEN: {
    zh: { what: '打不开权重文件：{reason}', fix: '检查路径是否写对、文件是否存在、有没有读取权限' },
    en: {
      what: 'cannot open the weight file: {reason}',
      fix: 'check the path, that the file exists, and that you may read it',
    },
  },
  E_WEIGHTS_NOT_FILE: {
    zh: { what: '这个路径不是普通文件', fix: '请给出权重文件本身的路径，而不是目录' },
    en: { what: 'this path is no regular file', fix: 'give the path of the weight file, not of its folder' },
  },
  E_WEIGHTS_LFS_POINTER: {
    zh: {
      what: '这是 Git LFS 的指针文件，不是权重本身',
      fix: '在仓库目录里执行 git lfs pull，或直接从模型页面下载权重文件',
    },
    en: {
      what: 'this is a Git LFS pointer, not the weights themselves',
      fix: 'run `git lfs pull` in the repository, or download the weight file from the model page',
    },
  },
  E_WEIGHTS_READ: {
    zh: {
      what: '从第 {position} 字节起读取 {length} 字节失败：{reason}',
      fix: '检查磁盘和网络存储是否正常，然后重试',
    },
    en: {
      what: 'cannot read {length} bytes at byte {position}: {reason}',
      fix: 'check the disk or the network share, then try again',
    },
  },
  E_WEIGHTS_CUT: {
    zh: {
      what: '从第 {position} 字节起读不满 {length} 字节：文件到此为止',
      fix: '文件可能没有下载完整，或在读取期间被截断；请重新下载后再试',
    },
    en: {
      what: 'the file ends before the {length} bytes at byte {position}',
      fix: 'the file is incomplete, or was cut while being read; download it again',
    },
  },
  E_WEIGHTS_CLOSED: {
    zh: { what: '权重文件已经关闭，不能再读', fix: '请在调用 close() 之前读完所有张量' },
    en: { what: 'the weight file is closed', fix: 'read every tensor before calling close()' },
  },
})

/** One system call reads at most so much; Node refuses lengths of 2 GiB and more. */
const LARGEST_READ = 1 << 28
const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/')

/** A file open for reading at any position. Reads are synchronous, straight into the caller's memory. */
export class RandomAccessFile {
  readonly path: string
  /** In bytes, when the file was opened. */
  readonly size: number
  #descriptor: number | undefined

  /** @throws E_WEIGHTS_OPEN, E_WEIGHTS_NOT_FILE, E_WEIGHTS_LFS_POINTER */
  constructor(path: string) {
    this.path = path
    try {
      this.#descriptor = openSync(path, 'r')
      const stat = fstatSync(this.#descriptor)
      if (!stat.isFile()) throw fail('E_WEIGHTS_NOT_FILE', {}, { file: path })
      this.size = stat.size
      this.#refuseLfsPointer()
    } catch (error) {
      this.close()
      if (!isSystemError(error)) throw error
      throw fail('E_WEIGHTS_OPEN', { reason: error.message }, { file: path }, error)
    }
  }

  /** Fills `target` with the bytes from `position` on. @throws E_WEIGHTS_READ, E_WEIGHTS_CUT, E_WEIGHTS_CLOSED */
  read(target: Uint8Array, position: number): void {
    const place = { file: this.path }
    if (this.#descriptor === undefined) throw fail('E_WEIGHTS_CLOSED', {}, place)
    const { length } = target
    if (!(position >= 0 && position + length <= this.size)) {
      throw fail('E_WEIGHTS_CUT', { position, length }, place)
    }
    for (let done = 0; done < length; ) {
      const got = this.#readSome(this.#descriptor, target, done, position)
      // The file has become shorter since it was opened.
      if (got === 0) throw fail('E_WEIGHTS_CUT', { position, length }, place)
      done += got
    }
  }

  #readSome(descriptor: number, target: Uint8Array, done: number, position: number): number {
    const wanted = Math.min(target.length - done, LARGEST_READ)
    try {
      return readSync(descriptor, target, done, wanted, position + done)
    } catch (error) {
      if (!isSystemError(error)) throw error
      const values = { position, length: target.length, reason: error.message }
      throw fail('E_WEIGHTS_READ', values, { file: this.path }, error)
    }
  }

  /** The `length` bytes from `position` on, in memory of their own. */
  bytes(position: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(length)
    this.read(buffer, position)
    return buffer
  }

  close(): void {
    if (this.#descriptor === undefined) return
    closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #refuseLfsPointer(): void {
    if (this.size < LFS_POINTER.length) return
    if (this.bytes(0, LFS_POINTER.length).equals(LFS_POINTER)) {
      throw fail('E_WEIGHTS_LFS_POINTER', {}, { file: this.path })
    }
  }
}
