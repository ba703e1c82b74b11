import { endsWithin } from '@channel-adapter/patience'
import type { Consumer, ConsumerConfig } from 'kafkajs'
import type { KafkaConnection } from './connect.ts'

/** Hears that kafkajs has left the group because of an error; `restart`: it will join again by itself. */
export type OnCrash = (error: Error, restart: boolean) => void

/** One that waits for other members to join cannot be heard meanwhile; the broker notices by itself that it is gone. */
const LEAVE_MS = 3000

/**
 * A consumer that stays ended. kafkajs restarts one that has crashed, and does not notice when it is told to
 * disconnect meanwhile: it came back, held partitions that nobody read, and kept the process alive.
 * @returns the consumer, and how to end it: leaves the group; crashes are not reported from then on
 */
export function endableConsumer(
  kafka: KafkaConnection,
  config: Omit<ConsumerConfig, 'retry'>,
  onCrash: OnCrash,
): { consumer: Consumer; end: () => Promise<void> } {
  let ending = false
  const consumer = kafka.consumer({
    ...config,
    retry: { retries: 5, restartOnFailure: () => Promise.resolve(!ending) },
  })
  let ended = false
  consumer.on(consumer.events.GROUP_JOIN, () => {
    // Thrown in the middle of kafkajs' joining it is a crash, the only way to reach what `disconnect` no longer knows.
    if (ended) throw new Error('this consumer was ended while it restarted')
  })
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    if (!ending) onCrash(error, restart)
  })
  return {
    consumer,
    end: async () => {
      ending = true
      await endsWithin(LEAVE_MS, consumer.disconnect())
      ended = true
    },
  }
}
