export { examine, type Finding, type State } from './checks.ts'
export { thisWorld, type World } from './world.ts'
