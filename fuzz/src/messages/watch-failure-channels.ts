import { failureHeaders, follow } from '@channel-adapter/messaging'
import type { FuzzedSystem } from '../system.ts'
import type { PutAside } from './judge-messages.ts'
import { NUMBER_HEADER } from './pour-messages.ts'
import { failureChannelsOf } from './readers.ts'

/** What lies in the failure channels of all groups, growing. */
export interface FailureChannels {
  /** What was poured. */
  readonly aside: readonly PutAside[]
  /** Everything in them, by group, channel and code. */
  readonly counts: Readonly<Record<string, number>>
  stop(): Promise<void>
}

/** Follows them from their beginning on. */
export async function watchFailureChannels(
  { kafka, network }: FuzzedSystem,
  onFatal: (error: Error) => void,
): Promise<FailureChannels> {
  const { topicPrefix } = network
  const places = failureChannelsOf(topicPrefix)
  const aside: PutAside[] = []
  const counts: Record<string, number> = {}
  const following = await follow(kafka, {
    topics: [...places.keys()],
    group: `${topicPrefix}fuzz`,
    onMessage({ topic, headers }) {
      const place = places.get(topic)
      const code = headers[failureHeaders.code]
      // Without a code it was poured here, and nobody put it aside.
      if (!place || code === undefined) return
      const name = `${place.group} ${place.channel} ${code}`
      counts[name] = (counts[name] ?? 0) + 1
      const n = headers[NUMBER_HEADER]
      if (n !== undefined) aside.push({ n: Number(n), ...place })
    },
    onFatal,
  })
  return { aside, counts, stop: () => following.stop() }
}
