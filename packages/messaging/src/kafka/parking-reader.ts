import { failureTopics } from '@channel-adapter/contracts'
import { parkedEntry } from '../parking/dead-letter.ts'
import type { ParkingLot } from '../parking/parking-lot.ts'
import { decodeReplayRecord } from '../parking/replay-log.ts'
import type { KafkaConnection } from './connect.ts'
import { follow, type Following } from './follow.ts'

export interface ParkingReaderOptions {
  readonly topic: string
  readonly group: string
  readonly lot: ParkingLot
  /** Called after the lot has grown: a request in the log may be read before the letters that it names. */
  readonly onRead: () => void
  readonly onFatal: (error: Error) => void
}

/** Follows a group's Dead Letter Channel and replay log: what is parked is found again from Kafka alone. */
export function readParking(kafka: KafkaConnection, options: ParkingReaderOptions): Promise<Following> {
  const { topic, group, lot, onRead, onFatal } = options
  const { deadLetter, replay } = failureTopics(topic, group)
  return follow(kafka, {
    topics: [deadLetter, replay],
    group: `${group}.parking`,
    onMessage(message) {
      if (message.topic === replay) {
        const record = decodeReplayRecord(message.value)
        if (record) lot.noteLog(record, message.partition)
        return
      }
      const entry = parkedEntry(message)
      if (entry) lot.noteLetter(entry)
    },
    onRead,
    onFatal,
  })
}
