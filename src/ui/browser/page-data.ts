import type { PageData } from '../protocol.ts'

/** What the document hands to its script, see `page` in src/page. */
declare const data: PageData

export const PAGE: PageData = data
