import type { Dice } from '@channel-adapter/chaos/dice'
import { createPublisher, type KafkaConnection, type OutgoingMessage } from '@channel-adapter/messaging'
import type { Poured } from './judge-messages.ts'
import { mutate, mutations } from './mutate.ts'
import { changedRecord, type Target } from './targets.ts'

export interface PourOptions {
  readonly kafka: KafkaConnection
  readonly targets: readonly Target[]
  readonly messages: number
  readonly dice: Dice
  readonly signal: AbortSignal
  /** How many have been poured. */
  readonly onProgress: (poured: number) => void
}

export interface PouredMessages {
  readonly poured: readonly Poured[]
  /** By what was made of the real message. */
  readonly byMutation: Readonly<Record<string, number>>
  /** Made, and messages all the same: not sent. */
  readonly stillMessages: number
}

/** Names a message wherever it is put aside. */
export const NUMBER_HEADER = 'fuzz-n'
const AT_ONCE = 500
/** Headers that readers look at. */
const LOOKED_AT = [
  'traceparent',
  'correlation-id',
  'ce_id',
  'ce_time',
  'x-original-partition',
  'x-original-offset',
  '__proto__',
]

/** Puts so many messages that are none onto the topics, each as soon as the broker has the last ones. */
export async function pourMessages(options: PourOptions): Promise<PouredMessages> {
  const { kafka, targets, messages, dice, signal, onProgress } = options
  const lots = targets.flatMap((target) => Array.from({ length: target.share }, () => target))
  const publisher = createPublisher(kafka)
  const poured: Poured[] = []
  const byMutation: Record<string, number> = {}
  let stillMessages = 0
  try {
    while (poured.length < messages) {
      signal.throwIfAborted()
      const batch: OutgoingMessage[] = []
      while (batch.length < AT_ONCE && poured.length < messages) {
        const target = dice.pick(lots)
        const key = target.keyOf(dice)
        const [how, value] = made(target)
        if (await target.isMessage(value, key)) {
          stillMessages++
          continue
        }
        const n = poured.length
        byMutation[how] = (byMutation[how] ?? 0) + 1
        poured.push({ n, topic: target.topic, groups: target.groupsOf(key, value) })
        batch.push({ topic: target.topic, key, value, headers: headersOf(n) })
      }
      await publisher.publish(batch)
      onProgress(poured.length)
    }
  } finally {
    await publisher.stop()
  }
  return { poured, byMutation, stillMessages }

  function made(target: Target): [how: string, bytes: Buffer] {
    const record = changedRecord(target, dice)
    if (record) return ['a member changed', record]
    const how = dice.pick(mutations)
    return [how, mutate(how, dice.pick(target.real), dice.pick(target.real), dice)]
  }

  function headersOf(n: number): Record<string, string> {
    const odd =
      dice.below(4) === 0
        ? { [dice.pick(LOOKED_AT)]: dice.pick(['', '-1', 'x', '\u0000', '9'.repeat(400)]) }
        : {}
    return { ...odd, [NUMBER_HEADER]: String(n) }
  }
}
