export { changedMembers, identityChanged } from './correction.ts'
export { type Difference, differences } from './differences.ts'
export type { Happening, Timeline } from './happening.ts'
export { type Evidence, timelineOf } from './timeline-of.ts'
