import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import {
  type Codec,
  connectRegistry,
  contracts,
  createCodec,
  InvalidMessage,
} from '@channel-adapter/contracts'
import { connectKafka, type IncomingMessage, type Logger, subscribe } from '@channel-adapter/messaging'
import { type Broker, topicPrefix } from './local-broker.ts'
import { receivedJson, receivedLine, Unreadable } from './received-line.ts'
import { runWithBroker, type Session } from './with-broker.ts'

const usage = `pnpm consumer [--json]

Prints what is on the channel and what arrives, one line each, until Ctrl-C: messages on stdout, all else on stderr.

  --json   one JSON object a line`

const LEAVE_MS = 5000
const say = (line: string) => void process.stderr.write(`${line}\n`)

const { json, help } = options()
if (help) {
  process.stdout.write(`${usage}\n`)
  process.exit(0)
}
// As in `pnpm consumer | head`: nobody reads on.
process.stdout.on('error', () => process.exit(0))

/** `pnpm consumer`: an observer of every topic, with a local broker and registry where none is given. */
await runWithBroker({ command: 'pnpm consumer', say, begin: observe })

async function observe(broker: Broker, log: Logger): Promise<Session> {
  const kafka = connectKafka({ brokers: broker.brokers, clientId: 'consumer', log })
  const registry = connectRegistry(broker.registryUrl)
  const { promise: failed, resolve: onFatal } = Promise.withResolvers<Error>()
  // A group of its own: each observer sees everything, from the beginning.
  const observer = `consumer.${randomUUID()}`

  const subscriptions = await Promise.all(
    Object.values(contracts).map(async (contract) => {
      const topic = topicPrefix + contract.name
      const codec: Codec<unknown> = await createCodec<unknown>(contract as never, topic, registry)
      return subscribe(kafka, {
        group: `${topicPrefix}${observer}.${contract.name}`,
        topic,
        failureChannels: false,
        concurrency: 1,
        onFatal,
        handle: async (message) => {
          const value = await valueOf(message, codec)
          const line = json ? receivedJson(message, value) : receivedLine(contract.name, message, value)
          process.stdout.write(`${line}\n`)
        },
      })
    }),
  )
  say(`Reading from Kafka at ${broker.brokers.join(',')} (${broker.whose}). Ctrl-C ends it.`)
  return {
    failed,
    stop: async () => {
      const stopped = Promise.all(subscriptions.map((subscription) => subscription.stop(1000)))
      // Leaving a group takes long where the broker is gone, and then there is no group to leave.
      await Promise.race([stopped, pause(LEAVE_MS)])
    },
  }
}

/** Undefined for a tombstone. What no contract explains is shown too: an observer passes over nothing in silence. */
async function valueOf({ value }: IncomingMessage, codec: Codec<unknown>): Promise<unknown> {
  if (value.length === 0) return undefined
  try {
    return await codec.decode(value)
  } catch (error) {
    if (error instanceof InvalidMessage) return new Unreadable(error.message, value)
    throw error
  }
}

function options(): { json: boolean; help: boolean } {
  try {
    return parseArgs({
      args: process.argv.slice(2).filter((argument) => argument !== '--'),
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return process.exit(2)
  }
}
