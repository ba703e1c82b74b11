import type { TopicDeclaration } from '@channel-adapter/contracts'

/** A topic as the cluster has it. */
export interface ActualTopic {
  readonly name: string
  readonly partitions: number
  /** Copies of the partition that has the fewest. */
  readonly replicas: number
  /** Every setting in force, the broker's defaults included. */
  readonly config: ReadonlyMap<string, string>
}

/** What a topic should be and is not. */
export interface TopicDifference {
  readonly topic: string
  /** `partitions`, `replicas`, the name of a setting, or `missing` for the whole topic. */
  readonly what: string
  readonly declared: string
  readonly actual: string
  /** What sets it right: only the first two without moving data. */
  readonly mend: 'create' | 'set' | 'by-hand'
  /** For a person, what to do and why it is not done for them. */
  readonly advice?: string
}

const MORE_PARTITIONS =
  'adding partitions moves keys to other ones, and breaks the order of what is under way: create a new topic'
const FEWER_PARTITIONS = 'Kafka cannot take partitions away: declare as many, or create a new topic'
const REPLICAS = 'assign replicas with kafka-reassign-partitions.sh: it copies the data between brokers'

/**
 * Compares topics with their declarations.
 * @param replicas copies that each must have at least; undefined: whatever it has
 */
export function topicDifferences(
  declarations: readonly TopicDeclaration[],
  actual: ReadonlyMap<string, ActualTopic>,
  replicas?: number,
): TopicDifference[] {
  return declarations.flatMap((declaration) => {
    const { name: topic, partitions, config } = declaration
    const found = actual.get(topic)
    if (!found)
      return [{ topic, what: 'missing', declared: `${partitions} partitions`, actual: '-', mend: 'create' }]
    const differences: TopicDifference[] = []
    if (found.partitions !== partitions) {
      differences.push({
        topic,
        what: 'partitions',
        declared: String(partitions),
        actual: String(found.partitions),
        mend: 'by-hand',
        advice: found.partitions < partitions ? MORE_PARTITIONS : FEWER_PARTITIONS,
      })
    }
    if (replicas !== undefined && found.replicas < replicas) {
      differences.push({
        topic,
        what: 'replicas',
        declared: String(replicas),
        actual: String(found.replicas),
        mend: 'by-hand',
        advice: REPLICAS,
      })
    }
    for (const [what, declared] of Object.entries(config)) {
      const value = found.config.get(what) ?? '-'
      if (value !== declared) differences.push({ topic, what, declared, actual: value, mend: 'set' })
    }
    return differences
  })
}
