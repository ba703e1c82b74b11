import { type Codec, contracts, InvalidMessage, type MissingAnswer } from '@channel-adapter/contracts'
import {
  joinGroup,
  type KafkaConnection,
  openTransactionalPublisher,
  readToEnd,
  requireTopics,
  type TransactionalPublisher,
} from '@channel-adapter/messaging'
import { backoffMs, pause } from '@channel-adapter/patience'
import type { FollowedChannel } from './follow-channel.ts'
import { missingMessage } from './missing-answer-message.ts'
import type { AgreedTimes } from './store/missing-answers.ts'
import { MissingNews } from './store/missing-news.ts'
import type { Store } from './store/store.ts'
import { tellNews } from './tell-news.ts'

export interface TellMissingOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  readonly codec: Codec<MissingAnswer>
  readonly store: Pick<Store, 'database'>
  readonly channel: Pick<FollowedChannel, 'upToDate'>
  readonly agreed: AgreedTimes
  readonly onFatal: (error: Error) => void
}

/** How often it is looked for what is to be told, in milliseconds. */
const LOOK_EVERY_MS = 2000
/** And how many times as long as a look took. */
const LOOK_SHARE = 20
const RETRY = { firstMs: 500, maxMs: 30_000 }

/**
 * Tells on its topic which answers are missing and which no longer. Of several instances the one does that the group
 * gives partition 0. It claims the transactional id before it reads back what was told, so whoever told before can
 * commit nothing any more (trap T3), and what it reads is the last word.
 * @returns how to stop telling
 * @throws {MissingTopics} or when the broker cannot be reached
 */
export async function tellMissing(options: TellMissingOptions): Promise<() => Promise<void>> {
  const { kafka, topicPrefix, onFatal } = options
  const topic = topicPrefix + contracts.missingAnswer.name
  await requireTopics(kafka, [topic])
  let term: { readonly controller: AbortController; readonly done: Promise<void> } | undefined

  const leave = await joinGroup(kafka, {
    group: `${topicPrefix}console.missing`,
    topic,
    weightOf: (partition) => (partition === 0 ? 1 : 0),
    onAssigned(partitions) {
      const mine = partitions.includes(0)
      if (!mine) term?.controller.abort()
      if (!mine || (term && !term.controller.signal.aborted)) return
      const controller = new AbortController()
      // Our own earlier term must have ended, or we would fence ourselves.
      const before = term?.done ?? Promise.resolve()
      const done = before.then(() => tellWhileOurs(options, topic, controller.signal)).catch(onFatal)
      term = { controller, done }
    },
    onFatal,
  })
  return async () => {
    term?.controller.abort()
    await leave()
    await term?.done
  }
}

/** After any failed transaction it begins anew: what became of it is read back. */
async function tellWhileOurs(options: TellMissingOptions, topic: string, signal: AbortSignal): Promise<void> {
  const { kafka, topicPrefix, store } = options
  const news = new MissingNews(store.database)
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      const publisher = await openTransactionalPublisher(kafka, `${topicPrefix}console.missing`, { signal })
      try {
        await readBack(options, topic, news)
        while (!signal.aborted) {
          const lookedAt = performance.now()
          const isAny = news.next(Date.now(), options.agreed, 1).length > 0
          const tookMs = performance.now() - lookedAt
          if (isAny) await tellRound(options, news, publisher, topic, signal)
          attempt = 1
          // Looking must not keep a page waiting, however many orders are overdue.
          await pause(Math.max(LOOK_EVERY_MS, LOOK_SHARE * tookMs), signal)
        }
      } finally {
        await publisher.close()
      }
    } catch (error) {
      if (signal.aborted) return
      const retryInMs = backoffMs(attempt, RETRY)
      kafka.log.warn({ error: String(error), retryInMs }, 'telling which answers are missing begins anew')
      await pause(retryInMs, signal)
    }
  }
}

async function readBack(
  { kafka, topicPrefix, codec }: TellMissingOptions,
  topic: string,
  news: MissingNews,
): Promise<void> {
  const last = new Map<string, Buffer>()
  await readToEnd(kafka, topic, ({ key, value }) => last.set(key, value), {
    group: `${topicPrefix}console.missing`,
  })
  const said: MissingAnswer[] = []
  for (const value of last.values()) {
    try {
      if (value.length > 0) said.push(await codec.decode(value))
    } catch (error) {
      // What is no message of this contract says nothing.
      if (!(error instanceof InvalidMessage)) throw error
    }
  }
  news.forget()
  news.note(said)
}

async function tellRound(
  { kafka, codec, channel, agreed }: TellMissingOptions,
  news: MissingNews,
  publisher: TransactionalPublisher,
  topic: string,
  signal: AbortSignal,
): Promise<void> {
  const { overdue, resolved } = await tellNews(news, {
    now: Date.now,
    agreed,
    upToDate: () => channel.upToDate(signal),
    publish(missing) {
      signal.throwIfAborted()
      return publisher.publish(missing.map((each) => missingMessage(each, { codec, topic })))
    },
  })
  if (overdue + resolved > 0) kafka.log.info({ overdue, resolved }, 'told which answers are missing')
}
