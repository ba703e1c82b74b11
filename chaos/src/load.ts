import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ClerkOrders, startClerk, stopClerk } from '@channel-adapter/ledger'
import { request } from 'undici'

/** What was sent through POST /send, by the number in the body. */
export interface Posts {
  /** Answered 200 at least once. */
  readonly acknowledged: ReadonlySet<number>
  readonly sent: number
}

export interface LoadOptions {
  readonly gateways: readonly string[]
  /** Distinguishes this run's messages. */
  readonly run: string
  readonly perSecond: number
}

const ATTEMPTS = 6
const WORKERS = 3

/** Posts messages at a steady rate, each again under the same Idempotency-Key, through the other gateway, until it is acknowledged or given up. */
export function startPosting({ gateways, run, perSecond }: LoadOptions): {
  posts: Posts
  stop(): Promise<void>
} {
  const stopping = new AbortController()
  const acknowledged = new Set<number>()
  let sent = 0

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const n = sent++
      if (await post(n)) acknowledged.add(n)
      await sleep((1000 * WORKERS) / perSecond)
    }
  }

  async function post(n: number): Promise<boolean> {
    const key = randomUUID()
    for (let attempt = 0; attempt < ATTEMPTS && !stopping.signal.aborted; attempt++) {
      const gateway = gateways[(n + attempt) % gateways.length] ?? ''
      try {
        const { statusCode, body } = await request(`${gateway}/send`, {
          method: 'POST',
          body: JSON.stringify({ run, n }),
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          headersTimeout: 12_000,
        })
        await body.dump()
        if (statusCode === 200) return true
      } catch {
        // Refused or reset: it may be stored or not. The same key makes asking again harmless.
      }
      await sleep(250)
    }
    return false
  }

  const workers = Array.from({ length: WORKERS }, work)
  return {
    posts: {
      acknowledged,
      get sent() {
        return sent
      },
    },
    async stop() {
      stopping.abort()
      await Promise.all(workers)
    },
  }
}

/** What a clerk does: each as likely as it stands here often. */
export const EVERYDAY: ClerkOrders['kinds'] = [
  'add',
  'add',
  'add',
  'edit',
  'edit',
  'edit',
  'edit',
  'edit',
  'note',
  'add_against_catalogue',
  'cancel',
]
const CLERK_PER_SECOND = 6

/** Sends the clerk to the desk for so long; one that the ERP's death sent home comes back. */
export async function clerkAtWork(
  erpUrl: string,
  seed: number,
  seconds: number,
  kinds = EVERYDAY,
): Promise<void> {
  const limit = Math.ceil(CLERK_PER_SECOND * seconds)
  await startClerk(erpUrl, { kinds, editsPerSecond: CLERK_PER_SECOND, limit, seed }).catch(() => {})
}

export async function clerkGoesHome(erpUrl: string): Promise<void> {
  await stopClerk(erpUrl)
}
