import type { CrashPoint } from '@channel-adapter/seams'
import type { ServiceName, Strike } from './strikes.ts'

/** A group that lost a member needs its session (10 s) to notice: struck again sooner, it would do nothing but rebalance. */
const SETTLE_MS = 12_000

/** What a strike disturbs: processes of one group, or a thing that all share. */
export function groupsOf(strike: Strike): string[] {
  switch (strike.kind) {
    case 'kill':
    case 'restart':
    case 'freeze':
      return [groupOf(strike.service)]
    case 'clock':
      return strike.service === 'mock-erp' ? ['erp'] : [groupOf(strike.service)]
    case 'zombie':
      return ['erp-extractor']
    case 'crash-point':
      return hostOf(strike.point) === 'update-applier' && !strike.point.startsWith('apply.')
        ? ['update-applier', 'erp']
        : [hostOf(strike.point)]
    case 'erp-down':
    case 'erp-fault':
      return ['erp']
    case 'network':
      return ['network']
    case 'broker-down':
      return ['network', 'broker']
    case 'registry-down':
      return ['registry']
    case 'replay':
      return ['update-applier', 'erp']
    default:
      return strike satisfies never
  }
}

/** The service in whose code a crash point lies. */
export function hostOf(
  point: CrashPoint,
): 'erp-extractor' | 'publisher-gateway' | 'update-applier' | 'partner-router' {
  if (point.startsWith('extract.')) return 'erp-extractor'
  if (point.startsWith('route.')) return 'partner-router'
  return point.startsWith('gateway.') ? 'publisher-gateway' : 'update-applier'
}

/** The service of an instance; an instance without a number is its own. Suppliers are groups of their own. */
export function groupOf(service: ServiceName): string {
  if (service.startsWith('mock-supplier')) return service
  return service.replace(/-\d$/, '')
}

/** For how long what a strike disturbs is left alone, from its beginning on; milliseconds. */
export function holdMs(strike: Strike): number {
  switch (strike.kind) {
    case 'kill':
      return groupOf(strike.service) === 'publisher-gateway' ? strike.downMs + 3000 : SETTLE_MS
    case 'restart':
      return 5000
    case 'crash-point':
      return hostOf(strike.point) === 'publisher-gateway' ? 6000 : SETTLE_MS + 2000
    case 'freeze':
    case 'zombie':
    case 'clock':
      return strike.ms + SETTLE_MS
    case 'erp-down':
    case 'registry-down':
      return strike.downMs + 4000
    case 'erp-fault':
    case 'network':
      return strike.ms + 2500
    case 'broker-down':
      return strike.downMs + 14_000
    case 'replay':
      return strike.ms + SETTLE_MS + 4000
    default:
      return strike satisfies never
  }
}
