import { applierGroup, connectionsIn, contracts, failureTopics } from '@channel-adapter/contracts'
import { type Publisher, ReplayDesk } from '@channel-adapter/messaging'
import type { Contracted } from './store/reading.ts'

/** What a topic holds. Of a desk's topics only the letters are messages about orders. */
export type Use =
  | { readonly kind: Contracted | 'invalid' }
  | { readonly kind: 'desk'; readonly desk: ReplayDesk; readonly holdsLetters: boolean }

/** What each topic of the channel is for. Connections that are configured later are taken in as their topics appear. */
export class KnownTopics {
  /** The parked messages of each connection. */
  readonly desks = new Map<string, ReplayDesk>()
  /** What answers behind what it answers: so must they be read, if it is to be known how long each answer took. */
  readonly contracted: readonly string[]
  readonly #uses = new Map<string, Use>()
  readonly #prefix: string
  readonly #publish: Publisher['publish']

  constructor(topicPrefix: string, publish: Publisher['publish']) {
    this.#prefix = topicPrefix
    this.#publish = publish
    const { order, orderUpdate, orderUpdateOutcome } = contracts
    this.contracted = [order, orderUpdate, orderUpdateOutcome].map(({ name }) => topicPrefix + name)
    const kinds = ['order', 'update', 'outcome'] as const
    for (const [index, name] of this.contracted.entries())
      this.#uses.set(name, { kind: kinds[index] ?? 'order' })
  }

  useOf(topic: string): Use | undefined {
    return this.#uses.get(topic)
  }

  /**
   * @param names of all topics that there are
   * @returns those that are to be read and were not known before
   */
  take(names: readonly string[]): string[] {
    const prefix = this.#prefix
    const updates = prefix + contracts.orderUpdate.name
    const added: string[] = []
    const use = (topic: string, what: Use) => {
      if (this.#uses.has(topic) || !names.includes(topic)) return
      this.#uses.set(topic, what)
      added.push(topic)
    }
    for (const connection of connectionsIn(names, prefix)) {
      const group = applierGroup(prefix, connection)
      const desk = this.desks.get(connection) ?? new ReplayDesk(updates, group, this.#publish)
      this.desks.set(connection, desk)
      const { deadLetter, replay, invalid } = failureTopics(updates, group)
      use(deadLetter, { kind: 'desk', desk, holdsLetters: true })
      use(replay, { kind: 'desk', desk, holdsLetters: false })
      use(invalid, { kind: 'invalid' })
    }
    const extractor = failureTopics(prefix + contracts.order.name, `${prefix}erp-extractor`)
    use(extractor.invalid, { kind: 'invalid' })
    return added
  }
}
