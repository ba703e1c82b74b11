import { CURSOR_PARTITIONS, CURSOR_TOPIC, PUBLISHED_TOPIC } from '@channel-adapter/contracts'
import type { ErpConnection } from '@channel-adapter/erp'
import {
  followControl,
  joinGroup,
  type KafkaConnection,
  partitionOf,
  type Paused,
} from '@channel-adapter/messaging'
import { extractConnection, type ExtractionSettings } from './extract-connection.ts'
import { ownPartition } from './own-partition.ts'
import { ConnectionProgress, type ConnectionState } from './progress.ts'
import { BytesAhead } from './read-ahead.ts'
import { scanConnection } from './scan-connection.ts'
import type { SnapshotChannel } from './snapshot-message.ts'

export interface ExtractorOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly connections: readonly { readonly erp: ErpConnection; readonly settings: ExtractionSettings }[]
  readonly channel: SnapshotChannel
  /** Told of each order published how long ago the ERP says that it changed. */
  readonly onPublished?: (connection: string, milliseconds: number) => void
  readonly onFatal: (error: Error) => void
}

/** A connection that this instance extracts. */
export interface OwnedConnection extends ConnectionState {
  /** By whom it is paused, if it is. */
  readonly paused: Paused | undefined
}

export interface Extractor {
  /** The connections that this instance extracts now. */
  states(): OwnedConnection[]
  stop(): Promise<void>
}

/** A slow commit, or a process that is still being compiled, keeps no ERP waiting. */
const BYTES_AHEAD = 24 * 1024 * 1024

/**
 * The extractor: divides the connections with the other instances and extracts its own.
 * @throws when the broker cannot be reached, or a topic that is needed does not exist; then nothing is left running
 */
export async function createApp(options: ExtractorOptions): Promise<Extractor> {
  const { kafka, topicPrefix, connections, channel, onPublished, onFatal } = options
  const cursorTopic = topicPrefix + CURSOR_TOPIC
  const byId = new Map(
    connections.map(({ erp, settings }) => [
      erp.id,
      { erp, settings, progress: new ConnectionProgress(erp.id) },
    ]),
  )
  const byPartition = Map.groupBy(byId.keys(), (id) => partitionOf(id, CURSOR_PARTITIONS))
  const control = await followControl(kafka, { topicPrefix, group: channel.group, onFatal })
  const { board } = control
  const ahead = new BytesAhead(BYTES_AHEAD)
  const owned = new Map<number, { controller: AbortController; done: Promise<void> }>()

  async function extract(
    partition: number,
    before: Promise<void> | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    // Our own earlier term of the same partition must have ended, or we would fence ourselves.
    await before
    await ownPartition(
      {
        kafka,
        topicPrefix,
        partition,
        connections: byPartition.get(partition) ?? [],
        scanned: (byPartition.get(partition) ?? []).filter((id) => isScanned(byId.get(id)?.erp)),
        extract: async (id, begin, publish, roundSignal) => {
          const connection = byId.get(id)
          if (!connection) return
          const { erp, settings, progress } = connection
          const record = (topic: string) => (key: string, value: Buffer) => ({
            topic: topicPrefix + topic,
            partition,
            key,
            value,
            headers: {},
          })
          const published = (changedAt: readonly number[]) => {
            const now = Date.now()
            // Its clock need not be ours.
            for (const at of changedAt) onPublished?.(id, Math.max(0, now - at))
          }
          const effects = {
            publish,
            published,
            channel,
            control: board,
            now: Date.now,
            log: kafka.log,
            progress,
            ahead,
          }
          if (isScanned(erp)) {
            const publishedRecord = record(PUBLISHED_TOPIC)
            await scanConnection(erp, settings, begin.published, { ...effects, publishedRecord }, roundSignal)
          } else {
            const cursorRecord = (value: Buffer) => record(CURSOR_TOPIC)(id, value)
            await extractConnection(erp, settings, begin.cursor, { ...effects, cursorRecord }, roundSignal)
          }
        },
      },
      signal,
    )
  }

  function take(assigned: readonly number[]): void {
    const mine = new Set(assigned.filter((partition) => byPartition.has(partition)))
    for (const [partition, { controller }] of owned) if (!mine.has(partition)) controller.abort()
    for (const partition of mine) {
      const current = owned.get(partition)
      if (current && !current.controller.signal.aborted) continue
      const controller = new AbortController()
      const done = extract(partition, current?.done, controller.signal).catch(onFatal)
      owned.set(partition, { controller, done })
    }
  }

  const leave = await joinGroup(kafka, {
    group: channel.group,
    topic: cursorTopic,
    weightOf: (partition) => byPartition.get(partition)?.length ?? 0,
    onAssigned: take,
    onFatal,
  }).catch(async (error: unknown) => {
    await control.stop()
    throw error
  })

  return {
    states: () =>
      [...owned]
        .filter(([, { controller }]) => !controller.signal.aborted)
        .flatMap(([partition]) => byPartition.get(partition) ?? [])
        .flatMap((id) => {
          const connection = byId.get(id)
          return connection ? [{ ...connection.progress.state, paused: board.paused(id) }] : []
        }),
    async stop() {
      for (const { controller } of owned.values()) controller.abort()
      await Promise.all([...owned.values()].map(({ done }) => done))
      await Promise.all([leave(), control.stop()])
      await Promise.all([...byId.values()].map(({ erp }) => erp.close()))
    },
  }
}

/** Of an ERP that cannot tell what changed, all is read again and again. */
function isScanned(erp: ErpConnection | undefined): boolean {
  return erp?.capabilities.changes === 'none'
}
