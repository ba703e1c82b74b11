export { hostOf, type Networks, networksOf, refusalOf } from './addresses.ts'
export { guardedLookup, type Resolve } from './guarded-lookup.ts'
