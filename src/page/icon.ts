/** The mark of HanTune: strings, each tuned on its own. */
const MARK = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1c5fae"/>
<path d="M7 9.5h18M7 16h18M7 22.5h18" stroke="#fff" stroke-opacity=".75" stroke-width="2.2" stroke-linecap="round"/>
<g fill="#fff"><circle cx="20" cy="9.5" r="3.1"/><circle cx="11.5" cy="16" r="3.1"/></g><circle cx="17.5" cy="22.5" r="3.1" fill="#fbc98f"/></svg>`

/** The mark within the page itself, which loads nothing. */
export const ICON_URL = `data:image/svg+xml;base64,${Buffer.from(MARK).toString('base64')}`
