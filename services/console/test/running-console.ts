import {
  applierGroup,
  type Codec,
  connectRegistry,
  contracts,
  createCodec,
  failureTopicDeclarations,
  prefixed,
  registerContracts,
  topicDeclarations,
} from '@channel-adapter/contracts'
import {
  createPublisher,
  createTopics,
  failedMessage,
  type OutgoingMessage,
} from '@channel-adapter/messaging'
import { testKafka, unique } from '@channel-adapter/messaging/testing'
import { loadConfig } from '@channel-adapter/process'
import { tmpdir } from 'node:os'
import pino from 'pino'
import { expect, inject } from 'vitest'
import { type ConsoleOptions, createApp } from '../src/app.ts'
import { configSchema } from '../src/config.ts'
import { openConsole } from '../src/console-state.ts'
import { Live } from '../src/live.ts'
import type { Reading } from '../src/store/reading.ts'

export const CONNECTION = 'adventureworks'
/** A supplier that is to answer at once. */
export const HASTY = '77'

/** A channel of the test's own, filled by it, and the console that shows it. */
export async function runConsole() {
  const brokers = inject('kafkaBrokers')
  const registryUrl = inject('schemaRegistryUrl')
  const topicPrefix = `${unique('console')}.`
  const kafka = testKafka(brokers)
  const registry = connectRegistry(registryUrl)
  const group = applierGroup('', CONNECTION)
  await registerContracts(registry, topicPrefix)
  await createTopics(kafka, [
    ...prefixed(topicDeclarations, topicPrefix),
    ...failureTopicDeclarations(contracts.orderUpdate.name, group, topicPrefix),
    ...failureTopicDeclarations(contracts.order.name, 'erp-extractor', topicPrefix),
  ])
  const codecs = {
    order: await createCodec(contracts.order, topicPrefix + contracts.order.name, registry),
    update: await createCodec(contracts.orderUpdate, topicPrefix + contracts.orderUpdate.name, registry),
    outcome: await createCodec(
      contracts.orderUpdateOutcome,
      topicPrefix + contracts.orderUpdateOutcome.name,
      registry,
    ),
    audit: await createCodec(contracts.audit, topicPrefix + contracts.audit.name, registry),
    missing: await createCodec(contracts.missingAnswer, topicPrefix + contracts.missingAnswer.name, registry),
  }
  const publisher = createPublisher(kafka)

  /** Publishes what readings say, as the services do. */
  async function publish(readings: readonly Said[], headers: Record<string, string> = {}): Promise<void> {
    await publisher.publish(
      readings.map(({ kind, value, message }): OutgoingMessage => {
        const codec = codecs[kind] as Codec<unknown>
        return {
          topic: topicPrefix + codec.contract.name,
          key: message.key,
          value: codec.encode(value),
          headers,
        }
      }),
    )
  }

  /** Puts an update aside, as the applier does. */
  async function park(
    { message, value }: Reading & { kind: 'update' },
    code: string,
    text: string,
    connection = CONNECTION,
  ): Promise<void> {
    const topic = topicPrefix + contracts.orderUpdate.name
    const letter = { ...message, topic, value: codecs.update.encode(value) }
    const failure = { code, text, attempts: 1, firstFailedAt: new Date().toISOString() }
    await publisher.publish([
      failedMessage(letter, applierGroup(topicPrefix, connection), 'deadLetter', failure),
    ])
  }

  /** What the deploy step does when a connection is configured. */
  async function addConnection(connection: string): Promise<void> {
    const added = applierGroup('', connection)
    await createTopics(kafka, failureTopicDeclarations(contracts.orderUpdate.name, added, topicPrefix))
  }

  const live = new Live()
  const config = loadConfig(configSchema, {
    KAFKA_BROKERS: brokers.join(','),
    SCHEMA_REGISTRY_URL: registryUrl,
    TOPIC_PREFIX: topicPrefix,
    STORE_FOLDER: tmpdir(),
    ANSWER_WITHIN_MS_OF: `${HASTY}=1`,
    TRACE_URL_TEMPLATE: 'https://traces.example/trace/{traceId}',
  })
  async function start() {
    const opened = await openConsole({
      config,
      log: pino({ level: 'silent' }),
      live,
      waitFor: async (_what, attempt) => attempt(new AbortController().signal),
      onFatal: (error) => expect.fail(error.message),
    })
    const served = new AsyncDisposableStack()
    /** Another front for what has been read, that knows people otherwise. */
    const serve = async ({ port = 0, ...identity }: ServeOptions = {}) => {
      const app = await createApp({
        state: () => opened.state,
        live,
        publicUrl: undefined,
        ...identity,
        health: { checks: {} },
      })
      served.defer(() => app.close())
      return { app, url: await app.listen({ host: '127.0.0.1', port }) }
    }
    const { url } = await serve()
    return {
      url,
      serve,
      state: opened.state,
      /** Ends this instance; what fills the channel goes on. */
      async leave() {
        await served.disposeAsync()
        await opened.stop()
      },
      async stop() {
        await served.disposeAsync()
        await opened.stop()
        await publisher.stop()
      },
    }
  }
  return { kafka, topicPrefix, codecs, publish, park, addConnection, start }
}

type ServeOptions = Pick<ConsoleOptions, 'authentication' | 'maskedFields'> & {
  /** 0 takes any free one. */
  readonly port?: number
}

type Said = Reading & { readonly kind: 'order' | 'update' | 'outcome' }
