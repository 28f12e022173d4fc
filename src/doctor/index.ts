export { examine } from './checks.ts'
export type { Finding, State } from './finding.ts'
export { thisWorld, type World } from './world.ts'
