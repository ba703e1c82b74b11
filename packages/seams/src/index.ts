export {
  armSeams,
  type CrashPoint,
  crashPoint,
  crashPoints,
  type Guarantee,
  guarantees,
  isOff,
  type Seams,
} from './seams.ts'
