import { connectRegistry, contracts, createCodec } from '@channel-adapter/contracts'
import {
  type AuditTrail,
  auditTrail,
  checkBroker,
  connectKafka,
  type ControlBoard,
  createPublisher,
  followControl,
  type Publisher,
} from '@channel-adapter/messaging'
import { kafkaAccess, type Logger, registryAccess, type WaitFor } from '@channel-adapter/process'
import type { AuditBook } from './audit-book.ts'
import { type Config, storeFolder } from './config.ts'
import { followAudit } from './follow-audit.ts'
import { type FollowedChannel, followChannel } from './follow-channel.ts'
import type { Live } from './live.ts'
import type { Codecs } from './store/reading.ts'
import type { AgreedTimes } from './store/missing-answers.ts'
import { Store } from './store/store.ts'
import { tellMissing } from './tell-missing.ts'
import { type ServicesSeen, watchServices } from './watch-services.ts'

/** Everything that the routes ask. */
export interface ConsoleState {
  readonly store: Store
  readonly channel: FollowedChannel
  /** What operators want of the connections. */
  readonly board: ControlBoard
  readonly codecs: Codecs
  readonly topicPrefix: string
  readonly publish: Publisher['publish']
  readonly audit: AuditTrail
  /** What people have changed, and what they were denied. */
  readonly auditBook: AuditBook
  readonly seen: () => ServicesSeen
  readonly agreed: AgreedTimes
  /** Where a trace can be looked at, with {traceId} in it. */
  readonly traceUrl: string | undefined
}

export interface OpenOptions {
  readonly config: Config
  readonly log: Logger
  readonly live: Live
  readonly waitFor: WaitFor
  readonly onFatal: (error: Error) => void
}

export interface OpenedConsole {
  readonly state: ConsoleState
  checkBroker(): Promise<void>
  stop(): Promise<void>
}

const FORGET_EVERY_MS = 600_000

/** Begins to read the channel; resolves when reading has begun. */
export async function openConsole({
  config,
  log,
  live,
  waitFor,
  onFatal,
}: OpenOptions): Promise<OpenedConsole> {
  const { TOPIC_PREFIX: topicPrefix } = config
  const kafka = connectKafka({ ...kafkaAccess(config), clientId: 'console', log })
  const registry = connectRegistry(registryAccess(config))
  await waitFor('the Kafka broker', () => checkBroker(kafka))
  const codecs = await waitFor('the contracts in the schema registry', async () => {
    const { order, orderUpdate, orderUpdateOutcome, audit } = contracts
    return {
      order: await createCodec(order, topicPrefix + order.name, registry),
      update: await createCodec(orderUpdate, topicPrefix + orderUpdate.name, registry),
      outcome: await createCodec(orderUpdateOutcome, topicPrefix + orderUpdateOutcome.name, registry),
      audit: await createCodec(audit, topicPrefix + audit.name, registry),
    }
  })
  const stopping = new AbortController()
  const { signal } = stopping
  await using opened = new AsyncDisposableStack()
  opened.defer(() => stopping.abort())
  const store = new Store(storeFolder(config), Date.now)
  opened.defer(() => store.close())
  store.onChange(() => live.changed())
  const forgetting = setInterval(() => store.forgetOldFlow(), FORGET_EVERY_MS)
  opened.defer(() => clearInterval(forgetting))
  const publisher = createPublisher(kafka)
  opened.defer(() => publisher.stop())
  const publish: Publisher['publish'] = (messages) => publisher.publish(messages)
  const auditChannel = { codec: codecs.audit, topic: topicPrefix + contracts.audit.name }
  const audit = auditTrail(auditChannel, publish)
  const noted = await followAudit(kafka, {
    ...auditChannel,
    group: `${topicPrefix}console.audit`,
    log,
    onChange: () => live.changed(),
    onFatal,
  })
  opened.defer(() => noted.stop())

  const control = await waitFor('its topics', () =>
    followControl(kafka, { topicPrefix, group: `${topicPrefix}console`, onFatal }),
  )
  opened.defer(() => control.stop())
  control.board.onChange(() => live.changed())
  const channel = await followChannel({
    kafka,
    topicPrefix,
    codecs,
    store,
    publish,
    signal,
    onConnections: () => live.changed(),
    onFatal,
  })
  opened.defer(() => channel.stop())
  const agreed = {
    otherwiseMs: config.ANSWER_WITHIN_MS,
    ofSupplier: config.ANSWER_WITHIN_MS_OF ?? new Map<string, number>(),
  }
  if (config.TELL_MISSING_ANSWERS) {
    const { missingAnswer } = contracts
    const codec = await waitFor('the contract of missing answers in the schema registry', () =>
      createCodec(missingAnswer, topicPrefix + missingAnswer.name, registry),
    )
    const stopTelling = await waitFor('the topic of missing answers', () =>
      tellMissing({ kafka, topicPrefix, codec, store, channel, agreed, onFatal }),
    )
    opened.defer(stopTelling)
  }
  const { seen } = watchServices(config.SERVICE_URLS, signal, () => live.changed())
  const everything = opened.move()
  return {
    state: {
      store,
      channel,
      board: control.board,
      codecs,
      topicPrefix,
      publish,
      audit,
      auditBook: noted.book,
      seen,
      agreed,
      traceUrl: config.TRACE_URL_TEMPLATE,
    },
    checkBroker: () => checkBroker(kafka),
    async stop() {
      stopping.abort()
      await everything.disposeAsync()
    },
  }
}
