import { useEffect, useState } from 'preact/hooks'

/** Where the page is: the first word behind `#/`, and a name. */
export interface Route {
  readonly view: string
  readonly name: string
}

export function routeOf(hash: string): Route {
  const [view = '', name = ''] = hash.replace(/^#\/?/, '').split('/')
  try {
    return { view, name: decodeURIComponent(name) }
  } catch {
    return { view, name }
  }
}

export const runHash = (name: string): string => `#/run/${encodeURIComponent(name)}`
export const tryHash = (name = ''): string => (name === '' ? '#/try' : `#/try/${encodeURIComponent(name)}`)
/** Where the model of the run that is looked at is tried, or any. */
export const tryHashFrom = ({ view, name }: Route): string => tryHash(view === 'run' ? name : '')

export function go(hash: string): void {
  window.location.hash = hash
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
