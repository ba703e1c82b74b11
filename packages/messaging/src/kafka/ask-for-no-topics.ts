import Cluster from 'kafkajs/src/cluster/index.js'
import Encoder from 'kafkajs/src/protocol/encoder.js'
import metadataRequests from 'kafkajs/src/protocol/requests/metadata/index.js'

/** Among the names that are asked for: what is wrong with a topic is told, and no error. Alone it asks for all. */
const TOLD = '*'
/** From here on no names mean no topics, where earlier they mean all (Kafka's protocol, Metadata). */
const NONE_SINCE_VERSION = 1
const CREATION_SINCE_VERSION = 4

/**
 * kafkajs asks for all topics of the cluster wherever it has none to ask for: before it claims a producer's id, and
 * where it only looks for the brokers, as each check of readiness does. A cluster with thousands of topics answers with
 * megabytes each time, and a single topic without a leader, anybody's, fails all of that (trap T32). So none is asked
 * for there. All of them only who lists them asks for; and whoever asks what there is, an admin client, is told of
 * topics that do not exist or have no leader: the former have no partitions. To be called once, before the first
 * connection.
 */
export function askForNoTopics(): void {
  const { protocol } = metadataRequests
  metadataRequests.protocol = (chosen) => (asked) => {
    const topics = asked.topics.filter((topic) => topic !== TOLD)
    const exchange = protocol(chosen)({ ...asked, topics })
    const { request, response } = exchange
    if (topics.length < asked.topics.length)
      return { request, response: { ...response, parse: (data) => Promise.resolve(data) } }
    if (topics.length > 0 || chosen.version < NONE_SINCE_VERSION) return exchange
    return { request: { ...request, encode: () => Promise.resolve(none(chosen.version)) }, response }
  }
  const { metadata } = Cluster.prototype
  // Only admin clients call it.
  Cluster.prototype.metadata = function (asked) {
    if (asked?.topics.length === 0) return metadata.call(this, asked)
    return metadata.call(this, { topics: [TOLD, ...(asked?.topics ?? [])] })
  }
}

function none(version: number): Encoder {
  const encoder = new Encoder().writeInt32(0)
  return version < CREATION_SINCE_VERSION ? encoder : encoder.writeBoolean(false)
}
