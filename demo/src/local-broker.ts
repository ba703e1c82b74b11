import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectRegistry, prefixed, registerContracts, topicDeclarations } from '@channel-adapter/contracts'
import { startLocalKafka } from '@channel-adapter/local-kafka'
import { connectKafka, createTopics, type Logger } from '@channel-adapter/messaging'
import { type BrokerState, claim, isAlive, publishState, readState, releaseState } from './broker-state.ts'

/** A broker with its registry, contracts and topics. */
export interface Broker {
  readonly brokers: readonly string[]
  readonly registryUrl: string
  /** For a person: whose it is. */
  readonly whose: string
  /** The process that holds it, when it is another one. */
  readonly holder: number | undefined
  /** Ends it, if it was started here. */
  readonly stop: () => Promise<void>
}

export interface BrokerOptions {
  /** What a person calls this process: "pnpm producer". */
  readonly command: string
  readonly say: (line: string) => void
  readonly log: Logger
  readonly signal: AbortSignal
}

/** Put before every topic, see TOPIC_PREFIX in docs/configuration.md. */
export const topicPrefix = process.env['TOPIC_PREFIX'] ?? ''

/** Where the commands leave what they tell each other, and logs. DEMO_FOLDER keeps the tests apart from a person's. */
export const demoFolder = process.env['DEMO_FOLDER'] ?? fileURLToPath(new URL('../../.demo', import.meta.url))

const stateFile = `${demoFolder}/broker.json`
const LOOK_EVERY_MS = 300

/**
 * The broker of KAFKA_BROKERS and SCHEMA_REGISTRY_URL; or the one that another command on this machine has started; or
 * one that is started here.
 * @throws {MissingPrerequisite} without Java or Maven; the signal's reason
 */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const { KAFKA_BROKERS: brokers, SCHEMA_REGISTRY_URL: registryUrl } = process.env
  if (brokers && registryUrl) {
    const whose = 'given by KAFKA_BROKERS and SCHEMA_REGISTRY_URL'
    return {
      brokers: brokers.split(','),
      registryUrl,
      whose,
      holder: undefined,
      stop: () => Promise.resolve(),
    }
  }
  if (brokers || registryUrl) throw new Error('Set both KAFKA_BROKERS and SCHEMA_REGISTRY_URL, or neither.')
  const found = await foundBroker()
  if (found) return found
  if (claim(stateFile, options.command)) return startBroker(options)
  options.say(
    `Another command is starting a broker; waiting for it. (If there is none, delete ${stateFile}.)`,
  )
  return awaitBroker(options.signal)
}

/** Waits until a command on this machine has started a broker. @throws the signal's reason */
export async function awaitBroker(signal: AbortSignal): Promise<Broker> {
  for (;;) {
    const found = await foundBroker()
    if (found) return found
    await pause(LOOK_EVERY_MS, undefined, { signal })
  }
}

/** Resolves when the process that holds the broker has ended, or the signal is aborted. */
export async function gone({ holder }: Broker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (holder === undefined || isAlive(holder))) {
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
  }
}

async function foundBroker(): Promise<Broker | undefined> {
  const state = readState(stateFile)
  if (!state?.addresses) return undefined
  const { brokers, registryUrl } = state.addresses
  if (await listens(brokers[0] ?? '')) {
    const whose = `of "${state.command}" in another terminal, with which it ends`
    return { brokers, registryUrl, whose, holder: state.pid, stop: () => Promise.resolve() }
  }
  return undefined
}

async function startBroker({ command, say, log }: BrokerOptions): Promise<Broker> {
  // However this process ends, the file must not point to a broker that ended with it.
  process.on('exit', () => releaseState(stateFile))
  say('Starting Kafka and the schema registry ...')
  const local = await startLocalKafka({ log: say })
  const { brokers, registryUrl } = local
  try {
    await registerContracts(connectRegistry(registryUrl), topicPrefix)
    const kafka = connectKafka({ brokers, clientId: 'demo', log })
    await createTopics(kafka, prefixed(topicDeclarations, topicPrefix))
  } catch (error) {
    await local.stop()
    throw error
  }
  publishState(stateFile, {
    pid: process.pid,
    command,
    addresses: { brokers, registryUrl },
  } satisfies BrokerState)
  return {
    brokers,
    registryUrl,
    whose: 'started here: it ends with this command, and its messages with it',
    holder: undefined,
    stop: async () => {
      releaseState(stateFile)
      await local.stop()
    },
  }
}

function listens(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(':')
  return new Promise((resolve) => {
    const socket = connect(Number(address.slice(colon + 1)), address.slice(0, colon))
    const answer = (yes: boolean) => {
      socket.destroy()
      resolve(yes)
    }
    socket.setTimeout(1000, () => answer(false))
    socket.on('connect', () => answer(true))
    socket.on('error', () => answer(false))
  })
}
