/** As much of kafkajs' own encoding as its test needs: it is no part of its public interface. */
declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(buffer: Buffer)
    readInt16(): number
    readInt32(): number
    readString(): string | null
    readBytes(): Buffer | null
  }
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder.js' {
  import type { IHeaders } from 'kafkajs'
  import type Decoder from 'kafkajs/src/protocol/decoder.js'

  export interface DecodedRecord {
    key: Buffer | null
    value: Buffer | null
    headers: IHeaders
    offset: string
    timestamp: string
  }
  export default function decodeRecordBatch(
    decoder: Decoder,
  ): Promise<{ records: DecodedRecord[]; lastOffsetDelta: number; firstSequence: number }>
}

declare module 'kafkajs/src/protocol/requests/produce/v7/request.js' {
  import type { Message } from 'kafkajs'

  export default function produceRequest(produce: {
    acks: number
    timeout: number
    transactionalId: string
    producerId: string
    producerEpoch: number
    compression: number
    topicData: {
      topic: string
      partitions: { partition: number; firstSequence: number; messages: Message[] }[]
    }[]
  }): { encode(): Promise<{ buffer: Buffer }> }
}
