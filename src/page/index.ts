export { escapeHtml } from './escape.ts'
export { type PageParts, page } from './page.ts'
