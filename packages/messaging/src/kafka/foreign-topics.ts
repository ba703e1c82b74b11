import BrokerPool, { type ClusterMetadata } from 'kafkajs/src/cluster/brokerPool.js'
import metadataRequests from 'kafkajs/src/protocol/requests/metadata/index.js'

/**
 * kafkajs asks for all topics of the cluster wherever it has none to ask for: before it claims a producer's id, looks
 * for the brokers or lists topics. A single one without a leader, anybody's, fails all of that (trap T32). So where all
 * were asked for none is an error; asked for by its name, a topic without a leader is one as before. To be called once,
 * before the first connection.
 */
export function bearForeignTopics(): void {
  const { protocol } = metadataRequests
  metadataRequests.protocol = (version) => (asked) => {
    const { request, response } = protocol(version)(asked)
    if (asked.topics.length > 0) return { request, response }
    return { request, response: { ...response, parse: (data) => Promise.resolve(data) } }
  }
  const refresh = BrokerPool.prototype.refreshMetadata
  BrokerPool.prototype.refreshMetadata = async function withoutUnsound(topics) {
    await refresh.call(this, topics)
    // Remembered, such a topic would never be asked for again by its name.
    if (this.metadata) this.metadata.topicMetadata = this.metadata.topicMetadata.filter(isSound)
  }
}

function isSound({ topicErrorCode, partitionMetadata }: ClusterMetadata['topicMetadata'][number]): boolean {
  return topicErrorCode === 0 && partitionMetadata.every(({ partitionErrorCode }) => partitionErrorCode === 0)
}
