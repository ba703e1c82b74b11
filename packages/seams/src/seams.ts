/** Instants at which the chaos suite lets a process die as kill -9 does. Named by what has just happened. */
export const crashPoints = [
  'extract.id-claimed',
  'extract.page-read',
  'extract.half-sent',
  'extract.before-commit',
  'extract.committed',
  'apply.decoded',
  'apply.before-write',
  'apply.written',
  'apply.outcome-told',
  'apply.before-offset-commit',
  'apply.offset-committed',
  'park.letter-written',
  'park.sender-told',
  'replay.handled',
  'replay.recorded',
  'gateway.accepted',
  'gateway.published',
] as const
/** Those between the steps of a goods receipt, which only an ERP that takes several has: chaos' own never comes to them. */
export const receiptCrashPoints = [
  'receipt.order-processed',
  'receipt.shipment-made',
  'receipt.shipment-received',
  'receipt.shipment-done',
] as const
/** Those of the partner-router around its transactions, of which it dies inside at `extract.half-sent` and the two after it. */
export const routerCrashPoints = [
  'route.id-claimed',
  'route.state-read',
  'route.batch-decided',
  'route.batch-routed',
] as const
export type CrashPoint =
  (typeof crashPoints)[number] | (typeof receiptCrashPoints)[number] | (typeof routerCrashPoints)[number]

const allPoints: ReadonlySet<string> = new Set([...crashPoints, ...receiptCrashPoints, ...routerCrashPoints])

/** Guarantees that the chaos suite switches off one by one, to prove that it would notice their loss. */
export const guarantees = [
  'cursor-in-transaction',
  'version-condition',
  'already-applied-check',
  'commit-after-work',
  'queue-per-order',
  'parking',
  'fencing',
] as const
export type Guarantee = (typeof guarantees)[number]

export interface Seams {
  /** At which points to die, and at which passing of each: 1 for the first. */
  readonly crashAt: Readonly<Partial<Record<CrashPoint, number>>>
  readonly off: readonly Guarantee[]
}

let armed: Seams | undefined
const passed = new Map<CrashPoint, number>()

/**
 * Reads and arms what TEST_SEAMS asks for; without it every seam is dead.
 * @param text JSON of {@link Seams}; unknown names are refused, since a seam that does nothing would prove nothing
 * @throws {TypeError} for a text that is none, and always in production
 */
export function armSeams(text: string | undefined, production: boolean): void {
  if (text === undefined) return
  if (production) throw new TypeError('TEST_SEAMS is set: a production build refuses to run with test seams')
  const { crashAt = {}, off = [] } = JSON.parse(text) as Partial<Seams>
  const unknown = [
    ...Object.keys(crashAt).filter((name) => !allPoints.has(name)),
    ...off.filter((name) => !guarantees.includes(name)),
  ]
  if (unknown.length > 0) throw new TypeError(`TEST_SEAMS names no such seams: ${unknown.join(', ')}`)
  armed = { crashAt, off }
  passed.clear()
}

/** Dies here when the chaos suite has asked for it. Costs one comparison otherwise. */
export function crashPoint(name: CrashPoint): void {
  const nth = armed?.crashAt[name]
  if (nth === undefined) return
  const times = (passed.get(name) ?? 0) + 1
  passed.set(name, times)
  if (times === nth) process.kill(process.pid, 'SIGKILL')
}

/** Whether a guarantee is switched off to prove that its loss is noticed. Never in production. */
export function isOff(guarantee: Guarantee): boolean {
  return armed?.off.includes(guarantee) ?? false
}
