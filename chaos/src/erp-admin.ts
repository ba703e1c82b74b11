import { request } from 'undici'
import type { ErpFault } from './strikes.ts'

const RULES: Readonly<Record<Exclude<ErpFault, 'throttled'>, object>> = {
  unavailable: { effect: { kind: 'status', status: 503 }, probability: 0.7 },
  slow: { effect: { kind: 'latency', ms: 400 }, probability: 0.5 },
  'reset-before': { effect: { kind: 'reset_before' }, probability: 0.5 },
  'reset-after': { match: { method: 'PATCH' }, effect: { kind: 'reset_after' }, probability: 0.5 },
  // Longer than the connection's patience, so that its outcome is unknown.
  'hang-after': { match: { method: 'PATCH' }, effect: { kind: 'hang_after', ms: 3500 }, probability: 0.3 },
  locked: { match: { method: 'PATCH' }, effect: { kind: 'status', status: 409 }, probability: 0.5 },
}

/** What PUT /admin/faults takes for a fault. @param seed of the draws for probability */
export function erpFaultSettings(fault: ErpFault, seed: number): object {
  if (fault === 'throttled') return { max_concurrent: 1, retry_after: 1 }
  return { seed, rules: [RULES[fault]] }
}

/** Half of what is written is refused as making no sense. */
export function refusals(seed: number): object {
  return {
    seed,
    rules: [{ match: { method: 'PATCH' }, effect: { kind: 'status', status: 422 }, probability: 0.6 }],
  }
}

/** Puts faults before the ERP. @returns false when it is not there to take them */
export function putFaults(erpUrl: string, settings: object): Promise<boolean> {
  return admin(erpUrl, 'PUT', settings)
}

export function clearFaults(erpUrl: string): Promise<boolean> {
  return admin(erpUrl, 'DELETE')
}

async function admin(erpUrl: string, method: 'PUT' | 'DELETE', settings?: object): Promise<boolean> {
  try {
    const { statusCode, body } = await request(`${erpUrl}/admin/faults`, {
      method,
      ...(settings && { body: JSON.stringify(settings), headers: { 'content-type': 'application/json' } }),
    })
    const text = await body.text()
    if (statusCode >= 300) throw new TypeError(`PUT /admin/faults answered ${statusCode}: ${text}`)
    return true
  } catch (error) {
    if (error instanceof TypeError) throw error
    return false
  }
}
