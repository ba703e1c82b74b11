/** CPU seconds of each part for one of what it does, and bytes on one disk, as a run has measured them. */
export interface Measured {
  readonly extractorPerSnapshot: number
  readonly applierPerUpdate: number
  readonly gatewayPerRequest: number
  readonly brokersPerMessage: number
  readonly snapshotBytes: number
  readonly updateBytes: number
  readonly outcomeBytes: number
}

export interface Need {
  readonly ordersPerDay: number
  /** In the busiest hour, per second. */
  readonly snapshots: number
  readonly updates: number
  readonly messages: number
  /** Processes, each of which takes one processor for its own. */
  readonly extractors: number
  readonly appliers: number
  readonly gateways: number
  /** Processors of all brokers together. */
  readonly brokerProcessors: number
  readonly updatePartitions: number
  /** On all disks, what a day adds while its updates are kept, in gigabytes. */
  readonly gigabytesPerDay: number
}

/** The busiest hour, by the day's average. */
export const PEAK = 3
/** Share of a processor that is used at the peak: the rest is for working off what has waited after a failure. */
export const UTILISATION = 0.6
/** Stock confirmation, response, shipping notice, goods receipt. Each changes the order, which is published again. */
export const UPDATES_PER_ORDER = 4
const SNAPSHOTS_PER_ORDER = 1 + UPDATES_PER_ORDER
const REPLICAS = 3
const LEAST_INSTANCES = 2
/** As topicDeclarations has it; more where more appliers are to share one connection. */
const LEAST_PARTITIONS = 6
const SECONDS_A_DAY = 86_400

/** What so many orders a day need, computed from what one costs. Every answer is taken to come over HTTP. Pure. */
export function needOf(ordersPerDay: number, measured: Measured): Need {
  const orders = (ordersPerDay / SECONDS_A_DAY) * PEAK
  const snapshots = orders * SNAPSHOTS_PER_ORDER
  const updates = orders * UPDATES_PER_ORDER
  // Each update has an outcome.
  const messages = snapshots + 2 * updates
  const appliers = instances(updates * measured.applierPerUpdate)
  const { snapshotBytes, updateBytes, outcomeBytes } = measured
  const bytesPerOrder = SNAPSHOTS_PER_ORDER * snapshotBytes + UPDATES_PER_ORDER * (updateBytes + outcomeBytes)
  return {
    ordersPerDay,
    snapshots,
    updates,
    messages,
    extractors: instances(snapshots * measured.extractorPerSnapshot),
    appliers,
    gateways: instances(updates * measured.gatewayPerRequest),
    brokerProcessors: Math.ceil((messages * measured.brokersPerMessage) / UTILISATION),
    // A multiple of the instances, so that each has as many.
    updatePartitions: Math.max(LEAST_PARTITIONS, 2 * appliers),
    gigabytesPerDay: (ordersPerDay * bytesPerOrder * REPLICAS) / 1e9,
  }
}

function instances(processors: number): number {
  return Math.max(LEAST_INSTANCES, Math.ceil(processors / UTILISATION))
}
