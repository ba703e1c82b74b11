export { type Networks, networksOf, refusalOfWritten } from './addresses.ts'
export { guardedLookup, type Resolve } from './guarded-lookup.ts'
