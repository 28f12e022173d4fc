export { escapeHtml } from './escape.ts'
export { refuseForeign } from './output.ts'
export { type PageParts, page } from './page.ts'
