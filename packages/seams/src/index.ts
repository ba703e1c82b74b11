export {
  armSeams,
  type CrashPoint,
  crashPoint,
  crashPoints,
  type Guarantee,
  guarantees,
  isOff,
  receiptCrashPoints,
  routerCrashPoints,
  type Seams,
} from './seams.ts'
