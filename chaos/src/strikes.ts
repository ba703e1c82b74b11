import type { CrashPoint } from '@channel-adapter/seams'

/** The processes that the suite runs, by name; those of one group divide work through Kafka or stand for each other. */
export const services = [
  'erp-extractor-1',
  'erp-extractor-2',
  'update-applier-1',
  'update-applier-2',
  'publisher-gateway-1',
  'publisher-gateway-2',
  'mock-inventory',
  'mock-supplier-1',
  'mock-supplier-2',
] as const
export type ServiceName = (typeof services)[number]

/** What /admin/faults of the ERP does to the adapter's requests. */
export const erpFaults = [
  'throttled',
  'unavailable',
  'slow',
  'reset-before',
  'reset-after',
  'hang-after',
  'locked',
] as const
export type ErpFault = (typeof erpFaults)[number]

/** What the proxy before the broker does. Those that begin with `cut` strike single requests in the middle of their way. */
export const networkFaults = [
  'cut-answer-of-produce',
  'cut-answer-of-commit',
  'cut-answer-of-offset-commit',
  'cut-answer-of-fetch',
  'cut-answer-of-join',
  'cut-answer-of-id-claim',
  'cut-request-of-produce',
  'cut-request-of-commit',
  'latency',
  'refuse',
  'half-open',
] as const
export type NetworkFault = (typeof networkFaults)[number]

/** One fault. Durations in milliseconds. */
export type Strike =
  /** kill -9, and a new start after a while; `all` instances of the service at once, or this one. */
  | {
      readonly kind: 'kill'
      readonly service: ServiceName
      readonly all: boolean
      readonly downMs: number
    }
  /** SIGTERM and a new start, as a deployment does. */
  | { readonly kind: 'restart'; readonly service: ServiceName }
  /** Death as by kill -9 at a place in the code, at its nth passing. */
  | { readonly kind: 'crash-point'; readonly point: CrashPoint; readonly nth: number }
  /** SIGSTOP for longer than a session, and partly than a transaction, then SIGCONT. */
  | { readonly kind: 'freeze'; readonly service: ServiceName; readonly ms: number }
  /** The extractor at work is frozen until the other has taken over its transactional id, and comes back. */
  | { readonly kind: 'zombie'; readonly ms: number }
  /** A process whose clock jumps while it runs. */
  | {
      readonly kind: 'clock'
      readonly service: ServiceName | 'mock-erp'
      readonly jumpMs: number
      readonly ms: number
    }
  | { readonly kind: 'erp-down'; readonly downMs: number }
  | { readonly kind: 'erp-fault'; readonly fault: ErpFault; readonly ms: number }
  | { readonly kind: 'network'; readonly fault: NetworkFault; readonly ms: number }
  | { readonly kind: 'broker-down'; readonly node: number; readonly downMs: number }
  | { readonly kind: 'registry-down'; readonly downMs: number }
  /** The ERP refuses updates for a while, then what was parked is replayed, and an applier is killed inside. */
  | { readonly kind: 'replay'; readonly ms: number; readonly killAfterMs: number }

export type StrikeKind = Strike['kind']
