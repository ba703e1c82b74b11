import { CONTROL_TOPIC } from '@channel-adapter/contracts'
import { ControlBoard } from '../control/control-board.ts'
import {
  controlKey,
  type ControlRecord,
  decodeControlRecord,
  encodeControlRecord,
} from '../control/control-record.ts'
import type { OutgoingMessage } from '../ports.ts'
import type { KafkaConnection } from './connect.ts'
import { follow } from './follow.ts'
import { readToEnd } from './read-to-end.ts'
import { requireTopics } from './topics.ts'

export interface ControlOptions {
  readonly topicPrefix: string
  /** The service's group, prefix included: its reader's group begins with it. */
  readonly group: string
  readonly onFatal: (error: Error) => void
}

/** The board, kept up to date. */
export interface ConnectionControl {
  readonly board: ControlBoard
  stop(): Promise<void>
}

/**
 * What operators want of the connections, followed from now on. Kafka holds it, so it survives restarts of anybody.
 * @returns when everything said so far is known: a paused connection is not touched, not even at a start
 * @throws {MissingTopics} when the topic has not been created
 */
export async function followControl(
  kafka: KafkaConnection,
  { topicPrefix, group, onFatal }: ControlOptions,
): Promise<ConnectionControl> {
  const topic = topicPrefix + CONTROL_TOPIC
  await requireTopics(kafka, [topic])
  const board = new ControlBoard()
  let end = -1n
  const following = await follow(kafka, {
    topics: [topic],
    group: `${group}.control`,
    onMessage({ value, offset }) {
      // Read again from the beginning, an old pause must not hold until the later resumption is read.
      if (offset <= end) return
      end = offset
      const record = decodeControlRecord(value)
      if (record) board.note(record)
    },
    onFatal,
  })
  try {
    await following.caughtUp(new AbortController().signal)
  } catch (error) {
    await following.stop()
    throw error
  }
  board.forgetPolls()
  board.onChange((connection) => {
    const paused = board.paused(connection)
    kafka.log.info({ connection, paused }, 'an operator has spoken about a connection')
  })
  return { board, stop: () => following.stop() }
}

/** What operators want of the connections now. */
export async function readControl(kafka: KafkaConnection, topicPrefix: string): Promise<ControlBoard> {
  const board = new ControlBoard()
  await readToEnd(kafka, topicPrefix + CONTROL_TOPIC, ({ value }) => {
    const record = decodeControlRecord(value)
    if (record) board.note(record)
  })
  return board
}

/** An operator's word, to be published. */
export function controlMessage(topicPrefix: string, record: ControlRecord): OutgoingMessage {
  return {
    topic: topicPrefix + CONTROL_TOPIC,
    key: controlKey(record),
    value: encodeControlRecord(record),
    headers: { 'content-type': 'application/json' },
  }
}
