export type { DatabaseKind } from './database.ts'
export { whyNoTryton } from './prepare.ts'
export { startTryton, type Tryton, type TrytonOptions } from './tryton.ts'
