import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { defineErrors } from '../base/errors.ts'
import { GENERATOR } from './page.ts'

const fail = defineErrors({
  E_PAGE_FOREIGN: {
    zh: {
      what: '已经有这个文件，而且不是 HanTune 写的网页，没有覆盖它',
      fix: '换一个文件名，或先把它移走；HanTune 以前写的网页会直接替换',
    },
    en: {
      what: 'there is something already that is no page of HanTune; it was left alone',
      fix: 'give another name, or move it away; a page that HanTune wrote before is replaced',
    },
  },
})

/** The marker stands near the top of a page. */
const HEAD_BYTES = 4096

/**
 * Refuses to write a page over anything but a page of ours. For early: before anything is computed.
 *
 * @throws E_PAGE_FOREIGN
 */
export function refuseForeign(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false })
  if (there && !(there.isFile() && headOf(path).includes(GENERATOR)))
    throw fail('E_PAGE_FOREIGN', {}, { file: path })
}

function headOf(path: string): string {
  const head = Buffer.alloc(HEAD_BYTES)
  const file = openSync(path, 'r')
  try {
    return head.toString('utf8', 0, readSync(file, head, 0, HEAD_BYTES, 0))
  } finally {
    closeSync(file)
  }
}
