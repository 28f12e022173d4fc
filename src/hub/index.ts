export { hubCache, resolveModel } from './cache.ts'
