export {
  armSeams,
  type CrashPoint,
  crashPoint,
  crashPoints,
  type Guarantee,
  guarantees,
  isOff,
  receiptCrashPoints,
  type Seams,
} from './seams.ts'
