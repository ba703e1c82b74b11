import { type ConnectionConfig, ErpError, openConnection } from '@channel-adapter/erp'
import { clockOf } from './check-registry.ts'
import { fault, type Finding, fine, messageOf } from './finding.ts'

const MENDS: Readonly<Partial<Record<ErpError['code'], string>>> = {
  'erp-unavailable': 'start it, or correct the url of the connection; is there a firewall between?',
  'erp-throttled': 'it asks for less: raise pollIntervalMs of the connection',
  'erp-unauthorised': 'give the connection a credential that may read orders',
}

/** Whether an ERP can be read, and what its clock says. */
export async function checkErp(config: ConnectionConfig): Promise<Finding[]> {
  const about = `ERP ${config.id}`
  const erp = openConnection(config)
  const began = performance.now()
  try {
    await erp.readChanges(undefined, { limit: 1, signal: AbortSignal.timeout(config.timeoutMs) })
  } catch (error) {
    const mend =
      (error instanceof ErpError ? MENDS[error.code] : undefined) ??
      `adapter erp check ${config.id} shows what it answers`
    return [fault(about, `it cannot be read (${messageOf(error)})`, mend)]
  } finally {
    await erp.close()
  }
  const read = fine(about, `its first order was read in ${Math.round(performance.now() - began)} ms`)
  const { url } = config as { url?: unknown }
  return [read, ...(typeof url === 'string' ? [await clockOf(url, `${about}’s clock`)] : [])]
}
