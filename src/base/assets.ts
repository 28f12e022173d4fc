import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of what comes with the package; as far up from the bundle (`dist/run`) as from here. */
const ASSETS = fileURLToPath(new URL('../../assets', import.meta.url))

/** The path of a file or folder that comes with the package. */
export const assetPath = (...names: readonly string[]): string => join(ASSETS, ...names)
