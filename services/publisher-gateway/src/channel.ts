import {
  type ChannelMessage,
  type Codec,
  contracts,
  createCodec,
  type Registry,
} from '@channel-adapter/contracts'
import type { OutgoingMessage } from '@channel-adapter/messaging'

/** The way to Kafka, once it is open. */
export interface Channel {
  readonly codecs: Codecs
  readonly topicPrefix: string
  /** As a Publisher's: @throws {PublisherOverloaded} {PublishFailed}, within the deadline */
  readonly publish: (messages: readonly OutgoingMessage[]) => Promise<void>
}

/** By name of the contract: those that may be sent through the gateway. */
export interface Codecs {
  readonly channelMessage: Codec<ChannelMessage>
  /** For data whose type is not known yet: `encode` checks it. */
  readonly byType: ReadonlyMap<string, Encoder>
}

export interface Encoder {
  /** @throws {ContractViolated} */
  encode(value: unknown): Buffer
}

/** Asks the registry once. @throws {NotRegistered} {RegistryUnavailable} */
export async function openCodecs(registry: Registry, topicPrefix: string): Promise<Codecs> {
  const open = <T>(contract: Parameters<typeof createCodec<T>>[0]) =>
    createCodec(contract, topicPrefix + contract.name, registry)
  const [channelMessage, order, orderUpdate] = await Promise.all([
    open(contracts.channelMessage),
    open(contracts.order),
    open(contracts.orderUpdate),
  ])
  const byType = new Map<string, Encoder>(
    [channelMessage, order, orderUpdate].map((codec) => [codec.contract.name, codec]),
  )
  return { channelMessage, byType }
}
