export { escapeHtml } from './escape.ts'
export { ICON_URL } from './icon.ts'
export { refuseForeign } from './output.ts'
export { type PageParts, page } from './page.ts'
