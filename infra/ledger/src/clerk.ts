import { request } from 'undici'

/** What mock-erp's clerk may do: see its README. */
export interface ClerkOrders {
  readonly kinds: readonly ('edit' | 'note' | 'cancel' | 'add' | 'add_against_catalogue')[]
  readonly editsPerSecond: number
  /** After so many changes the clerk goes home. */
  readonly limit: number
  readonly seed: number
}

/** Sends the clerk to work. @throws when the ERP does not take the order */
export async function startClerk(
  erpUrl: string,
  { kinds, editsPerSecond, limit, seed }: ClerkOrders,
): Promise<void> {
  await clerk(erpUrl, 'POST', { kinds, edits_per_second: editsPerSecond, limit, seed })
}

/** Sends the clerk home. */
export async function stopClerk(erpUrl: string): Promise<void> {
  await clerk(erpUrl, 'DELETE')
}

async function clerk(erpUrl: string, method: 'POST' | 'DELETE', body?: object): Promise<void> {
  const { statusCode, body: answer } = await request(`${erpUrl}/admin/clerk`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await answer.text()
  if (statusCode >= 300)
    throw new Error(`the clerk does not ${method === 'POST' ? 'begin' : 'stop'}: ${statusCode} ${text}`)
}
