import { useEffect, useState } from 'preact/hooks'

/** Where the page is: the first word behind `#/`, and a name, or several with commas between them. */
export interface Route {
  readonly view: string
  readonly name: string
  readonly names: readonly string[]
}

export function routeOf(hash: string): Route {
  const [view = '', name = ''] = hash.replace(/^#\/?/, '').split('/')
  return { view, name: decoded(name), names: name.split(',').filter(Boolean).map(decoded) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** The table of runs, some of them ticked. */
export const runsHash = (names: readonly string[] = []): string =>
  names.length === 0 ? '#/runs' : `#/runs/${names.map(encodeURIComponent).join(',')}`

export const runHash = (name: string): string => `#/run/${encodeURIComponent(name)}`
export const tryHash = (name = ''): string => (name === '' ? '#/try' : `#/try/${encodeURIComponent(name)}`)
/** Where the model of the run that is looked at is tried, or any. */
export const tryHashFrom = ({ view, name }: Route): string => tryHash(view === 'run' ? name : '')

export function go(hash: string): void {
  window.location.hash = hash
}

/** Writes where the page is now, for links and for those who come back; nothing else changes. */
export function noteHash(hash: string): void {
  window.history.replaceState(null, '', hash)
}

export function useRoute(): Route {
  const [hash, setHash] = useState(window.location.hash)
  useEffect(() => {
    const follow = () => setHash(window.location.hash)
    window.addEventListener('hashchange', follow)
    return () => window.removeEventListener('hashchange', follow)
  }, [])
  return routeOf(hash)
}
