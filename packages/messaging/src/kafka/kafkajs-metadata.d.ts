/** As much of kafkajs' own metadata as foreign-topics.ts needs: it is no part of its public interface. */
declare module 'kafkajs/src/cluster/brokerPool.js' {
  export interface ClusterMetadata {
    topicMetadata: {
      readonly topicErrorCode: number
      readonly partitionMetadata: readonly { readonly partitionErrorCode: number }[]
    }[]
  }
  export default class BrokerPool {
    metadata: ClusterMetadata | null
    refreshMetadata(topics: readonly string[]): Promise<void>
  }
}

declare module 'kafkajs/src/protocol/requests/metadata/index.js' {
  import type { ClusterMetadata } from 'kafkajs/src/cluster/brokerPool.js'

  interface Exchange {
    request: object
    response: { parse(data: ClusterMetadata): Promise<ClusterMetadata> }
  }
  const metadataRequests: {
    protocol(version: { version: number }): (asked: { topics: readonly string[] }) => Exchange
  }
  export default metadataRequests
}
