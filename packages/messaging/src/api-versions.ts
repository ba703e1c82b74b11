/** Versions of one of Kafka's requests that a broker takes. */
export interface ApiRange {
  readonly min: number
  readonly max: number
}

const API_VERSIONS = 18
const FETCH = 1

/**
 * Of each release the newest version of Fetch, which nearly every one has raised (Kafka's FetchRequest.json): a broker
 * does not tell its release otherwise.
 */
const RELEASES: readonly (readonly [fetch: number, release: string])[] = [
  [18, '4.1'],
  [17, '3.9'],
  [16, '3.7'],
  [15, '3.5'],
  [13, '3.1'],
  [12, '2.7'],
  [11, '2.3'],
  [10, '2.1'],
]

/** What kafkajs 2.2.4 asks for at most; a broker that has given these up understands it no more. */
export const ASKED_BY_KAFKAJS: Readonly<Record<number, { readonly name: string; readonly version: number }>> =
  {
    0: { name: 'Produce', version: 7 },
    [FETCH]: { name: 'Fetch', version: 11 },
    3: { name: 'Metadata', version: 6 },
    8: { name: 'OffsetCommit', version: 5 },
    11: { name: 'JoinGroup', version: 5 },
    22: { name: 'InitProducerId', version: 1 },
  }

/** The request ApiVersions v0, its length before it: the one that every broker understands. Pure. */
export function apiVersionsRequest(): Buffer {
  const request = Buffer.alloc(4 + 8 + 2)
  request.writeInt32BE(request.length - 4, 0)
  request.writeInt16BE(API_VERSIONS, 4)
  request.writeInt16BE(0, 6)
  request.writeInt32BE(1, 8)
  request.writeInt16BE(-1, 12)
  return request
}

/** The answer, without its length. Pure. @throws {RangeError} when it is cut short */
export function readApiVersions(answer: Buffer): ReadonlyMap<number, ApiRange> {
  // Correlation id and error code come first.
  const count = answer.readInt32BE(6)
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const at = 10 + index * 6
      return [
        answer.readInt16BE(at),
        { min: answer.readInt16BE(at + 2), max: answer.readInt16BE(at + 4) },
      ] as const
    }),
  )
}

/** The release from which on a broker is that answers so; undefined before 2.1. Pure. */
export function releaseOf(versions: ReadonlyMap<number, ApiRange>): string | undefined {
  const { max = 0 } = versions.get(FETCH) ?? {}
  return RELEASES.find(([fetch]) => max >= fetch)?.[1]
}

/** The requests of kafkajs that a broker does not take any more, or not yet. Pure. */
export function notUnderstood(versions: ReadonlyMap<number, ApiRange>): string[] {
  return Object.entries(ASKED_BY_KAFKAJS)
    .filter(([key, { version }]) => {
      const range = versions.get(Number(key))
      // An older version is asked for where the broker has it not yet.
      return range === undefined || range.min > version
    })
    .map(([, { name }]) => name)
}
