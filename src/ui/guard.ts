import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { quote } from '../base/quote.ts'
import { fail } from './errors.ts'
import { TOKEN_HEADER } from './protocol.ts'

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

export const newToken = (): string => randomBytes(24).toString('base64url')

/**
 * Refuses what does not come from the page itself. A page of another site cannot read the token; one whose name was made
 * to point here is told by the name; what another site embeds or links to is told by what browsers say of it.
 *
 * @param hosts names beside this machine's own; undefined: any
 * @throws E_UI_HOST, E_UI_SITE, E_UI_TOKEN
 */
export function checkRequest(
  { headers, method }: Pick<FastifyRequest, 'headers' | 'method'>,
  token: string,
  hosts: readonly string[] | undefined = [],
): void {
  const name = (headers.host ?? '').toLowerCase().replace(/:\d+$/, '')
  if (!LOOPBACK.includes(name) && !hosts.includes(name)) throw fail('E_UI_HOST', { host: quote(name) })
  const site = headers['sec-fetch-site']
  if (site === 'cross-site' || site === 'same-site') throw fail('E_UI_SITE', {})
  if (method !== 'GET' && method !== 'HEAD' && !isSame(headers[TOKEN_HEADER], token))
    throw fail('E_UI_TOKEN', {})
}

function isSame(given: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(given)), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}
