import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  type Codec,
  contracts,
  createCodec,
  InvalidMessage,
  orderKey,
  type OrderUpdate,
} from '@channel-adapter/contracts'
import type { DeadLetter } from '@channel-adapter/messaging'
import { changedMembers, identityChanged } from '@channel-adapter/timeline'
import { openAuditTrail } from '../audit.ts'
import { clusterConfig, print, say } from '../environment.ts'
import { channels } from './channels.ts'
import { followPlan } from './follow-plan.ts'

export interface CorrectOptions {
  readonly why: string
  readonly by: string
  readonly json?: boolean
  readonly dryRun?: boolean
  readonly wait: boolean
}

/**
 * Has an update handled instead of the parked one with its id, which stays as it was, and then what follows of the order.
 * @param file the whole corrected update as JSON; - for stdin
 * @throws when no such update is parked, when it breaks its contract or would be another one, or fails again
 */
export async function correct(file: string, options: CorrectOptions): Promise<void> {
  const { why: reason, by } = options
  const { kafka, topicPrefix, registry } = clusterConfig()
  const asked = documentIn(file)
  const { orderUpdate } = contracts
  const codec = await createCodec(orderUpdate, topicPrefix + orderUpdate.name, registry)
  const value = codec.encode(asked as OrderUpdate)
  const corrected = await codec.decode(value)
  const key = orderKey(corrected)
  const [channel] = await channels(kafka, topicPrefix, corrected.source)
  if (!channel) return
  const replays = await channel.open()
  const letters = replays.letters().filter(({ entry }) => entry.key === key)
  const found = await parkedUpdate(letters, corrected.id, codec)
  if (!found)
    throw new Error(`no update ${corrected.id} of ${key} is parked: adapter dlq list --order ${key}`)
  const { letter, parked } = found
  const otherwise = identityChanged(parked, corrected)
  if (otherwise.length > 0)
    throw new Error(`a correction keeps ${otherwise.join(', ')}: by them the update is recognised`)

  const { connection } = channel
  const changed = changedMembers(parked, corrected)
  for (const [place, after] of Object.entries(changed.after))
    say(`  ${place}: ${told((changed.before as Record<string, unknown>)[place])} becomes ${told(after)}`)
  say(`${connection}: ${letters.length} messages of ${key} are handled, this one as corrected`)
  if (options.dryRun) return void say('Nothing was done (--dry-run).')
  const { partition, offset } = letter.entry
  const id = randomUUID()
  await using audit = await openAuditTrail()
  const change = { action: 'CORRECT', connection, order: key, plan: id, reason, ...changed } as const
  const plan = await audit.make(by, change, () =>
    replays.request({
      plan: id,
      action: 'replay',
      keys: [key],
      by,
      reason,
      corrections: [{ partition, offset, value }],
    }),
  )
  print(options.json ? JSON.stringify({ connection, ...plan }) : `plan ${plan.plan}`)
  if (options.wait) await followPlan(channel, plan)
}

async function parkedUpdate(
  letters: readonly DeadLetter[],
  id: string,
  codec: Codec<OrderUpdate>,
): Promise<{ letter: DeadLetter; parked: OrderUpdate } | undefined> {
  for (const letter of letters) {
    try {
      const parked = await codec.decode(letter.message.value)
      if (parked.id === id) return { letter, parked }
    } catch (error) {
      // What cannot be read cannot be compared, so not be corrected either.
      if (!(error instanceof InvalidMessage)) throw error
    }
  }
  return undefined
}

function documentIn(file: string): unknown {
  const text = readFileSync(file === '-' ? process.stdin.fd : file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}`, { cause: error })
  }
}

const told = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value))
