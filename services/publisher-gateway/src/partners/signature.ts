import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** How far a signature's moment may be from ours: Standard Webhooks' own rule. */
const TOLERANCE_SECONDS = 5 * 60

/**
 * Checks a signature of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, by any of the secrets.
 * @param secrets as `whsec_` and base64
 * @param nowMs milliseconds since the epoch
 * @returns the message's id, or why the signature is not accepted
 */
export function verifySignature(
  headers: IncomingHttpHeaders,
  body: Buffer,
  secrets: readonly string[],
  nowMs: number,
): { readonly id: string } | { readonly fault: string } {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers
  if (
    typeof id !== 'string' ||
    id === '' ||
    typeof timestamp !== 'string' ||
    typeof signatures !== 'string'
  ) {
    return { fault: 'The request must be signed: webhook-id, webhook-timestamp and webhook-signature.' }
  }
  // Standard Webhooks: what is signed could be divided otherwise.
  if (id.includes('.')) return { fault: 'webhook-id must have no dot.' }
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    return { fault: `webhook-timestamp must be within ${TOLERANCE_SECONDS} seconds of now.` }
  }
  const given = signatures.split(' ').flatMap((each) => {
    const [version, text] = each.split(',')
    return version === 'v1' && text !== undefined ? [Buffer.from(text, 'base64')] : []
  })
  const expected = secrets.map((secret) => signature(secret, `${id}.${timestamp}.`, body))
  const good = expected.some((ours) =>
    given.some((theirs) => theirs.length === ours.length && timingSafeEqual(ours, theirs)),
  )
  return good ? { id } : { fault: 'webhook-signature is none of ours for this id, moment and body.' }
}

function signature(secret: string, prefix: string, body: Buffer): Buffer {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return createHmac('sha256', key).update(prefix).update(body).digest()
}
