import * as z from 'zod'
import { fail } from './errors.ts'
import { Http, type HttpOptions } from './http.ts'

/** A model that Hugging Face and its mirrors have. */
const EVERYWHERE = 'hfl/rbt3'

/**
 * Asks an endpoint once for a model that every hub has.
 *
 * @param options with the header of the endpoint's own account, if it has one
 * @returns the HTTP status
 * @throws E_HUB_UNREACHABLE, E_HUB_PROXY, E_HUB_ANSWER for what answers and is no hub
 */
export async function probeHub(
  endpoint: string,
  { authorization, ...options }: HttpOptions & { readonly authorization?: string | undefined } = {},
): Promise<number> {
  const http = new Http({ ...options, attempts: 1 })
  try {
    const url = `${endpoint}/api/models/${EVERYWHERE}`
    const { status, json } = await http.json(url, authorization)
    const isModel = z.object({ sha: z.string() }).safeParse(json).success
    if (status < 300 && !isModel) throw fail('E_HUB_ANSWER', { url, reason: `HTTP ${status}, {…}` })
    return status
  } finally {
    await http.close()
  }
}
