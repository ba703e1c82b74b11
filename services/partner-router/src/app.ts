import {
  contracts,
  failureTopics,
  partnerTopics,
  ROUTER_GROUP,
  routerTopicDeclarations,
} from '@channel-adapter/contracts'
import { joinGroup, type KafkaConnection, requireTopics } from '@channel-adapter/messaging'
import { keptApart, type Partner } from '@channel-adapter/partners'
import { ownPartition } from './own-partition.ts'
import { type Counts, PartitionProgress, type PartitionState } from './progress.ts'
import { type Codecs, createRouter } from './router.ts'
import { rulesOf } from './state.ts'

export interface RouterAppOptions {
  readonly kafka: KafkaConnection
  readonly topicPrefix: string
  /** All of the partners file. */
  readonly partners: readonly Partner[]
  readonly codecs: Codecs
  readonly onRouted?: (counts: Counts) => void
  readonly onFatal: (error: Error) => void
}

export interface RouterApp {
  /** The partitions that this instance routes now. */
  states(): PartitionState[]
  stop(): Promise<void>
}

/**
 * The router: divides the partitions with the other instances and routes its own.
 * @throws when the broker cannot be reached, or {MissingTopics}; then nothing is left running
 */
export async function createApp(options: RouterAppOptions): Promise<RouterApp> {
  const { kafka, topicPrefix, codecs, onRouted = () => {}, onFatal } = options
  const partners = keptApart(options.partners)
  const router = createRouter({ partners, codecs, topicPrefix, now: Date.now })
  const rules = rulesOf(partners)
  // Without the partners' own failure channels, which are none of ours: the broker would not even show them.
  const theirs = partners.map(({ id }) => partnerTopics(id, topicPrefix))
  await requireTopics(kafka, [
    ...routerTopicDeclarations(topicPrefix).map(({ name }) => name),
    ...theirs.flatMap((topics) => Object.values(topics)),
    ...theirs.map(({ updates }) => failureTopics(updates, topicPrefix + ROUTER_GROUP).invalid),
  ])
  const owned = new Map<
    number,
    { controller: AbortController; progress: PartitionProgress; done: Promise<void> }
  >()

  async function own(
    partition: number,
    progress: PartitionProgress,
    before: Promise<void> | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    // Our own earlier term of the same partition must have ended, or we would fence ourselves.
    await before
    await ownPartition({ kafka, topicPrefix, partition, router, rules, progress }, signal)
  }

  function take(assigned: readonly number[]): void {
    for (const [partition, { controller }] of owned) if (!assigned.includes(partition)) controller.abort()
    for (const partition of assigned) {
      const current = owned.get(partition)
      if (current && !current.controller.signal.aborted) continue
      const controller = new AbortController()
      const progress = new PartitionProgress(partition, onRouted)
      const done = own(partition, progress, current?.done, controller.signal).catch(onFatal)
      owned.set(partition, { controller, progress, done })
    }
  }

  const leave = await joinGroup(kafka, {
    group: topicPrefix + ROUTER_GROUP,
    topic: topicPrefix + contracts.order.name,
    weightOf: () => 1,
    onAssigned: take,
    onFatal,
  })
  return {
    states: () =>
      [...owned.values()]
        .filter(({ controller }) => !controller.signal.aborted)
        .map(({ progress }) => progress.state),
    async stop() {
      for (const { controller } of owned.values()) controller.abort()
      await Promise.all([...owned.values()].map(({ done }) => done))
      await leave()
    },
  }
}
