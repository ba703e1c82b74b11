/** As much of kafkajs' own metadata as ask-for-no-topics.ts needs: it is no part of its public interface. */
declare module 'kafkajs/src/cluster/index.js' {
  export default class Cluster {
    metadata(asked?: { topics: readonly string[] }): Promise<unknown>
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    readonly buffer: Buffer
    writeInt32(value: number): this
    writeBoolean(value: boolean): this
  }
}

declare module 'kafkajs/src/protocol/requests/metadata/index.js' {
  import type Encoder from 'kafkajs/src/protocol/encoder.js'

  interface Exchange {
    request: { encode(): Promise<Encoder> }
    response: { parse(data: unknown): Promise<unknown> }
  }
  const metadataRequests: {
    protocol(version: {
      version: number
    }): (asked: { topics: readonly string[]; allowAutoTopicCreation?: boolean }) => Exchange
  }
  export default metadataRequests
}
