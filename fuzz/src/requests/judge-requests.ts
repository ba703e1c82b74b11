/** A call that the gateway answered, as python/record_calls.py wrote it. */
export interface Call {
  readonly method: string
  readonly path: string
  /** Whether schemathesis meant it to be valid; null where it says nothing of it. */
  readonly mode: 'positive' | 'negative' | null
  readonly status: number
  /** Whether it carried the key that was asked for; null where none was. */
  readonly authenticated: boolean | null
  readonly requestId: string | null
  readonly key: string | null
  /** Of an event, by the answer. */
  readonly id: string | null
}

/** A message on one of the topics that the gateway writes. */
export interface Stored {
  readonly requestId: string
  readonly id: string
  /** Whether it lies where plain JSON goes. */
  readonly plain: boolean
}

const HONEST = 503
const UNAUTHENTICATED = 401

/** What is not as it must be: no fault of the server's but 503, every message that was accepted on its topic once, and no other. Pure. */
export function judgeRequests(calls: readonly Call[], stored: readonly Stored[]): string[] {
  const byRequest = Map.groupBy(stored, ({ requestId }) => requestId)
  const sends = calls.filter(({ method, path }) => method === 'POST' && path === '/send')
  const sent = sends.map((call) => ({
    call,
    times: timesStored(call, byRequest.get(call.requestId ?? '') ?? []),
  }))
  // Of several requests under one key one is published, and all are answered.
  const storedKeys = new Set(sent.filter(({ times }) => times > 0).map(({ call }) => call.key))
  return [
    ...calls
      .filter(({ status }) => status >= 500 && status !== HONEST)
      .map(({ method, path, status }) => `${method} ${path} was answered ${status}`),
    ...sends
      .filter(({ authenticated, status }) => authenticated === false && status !== UNAUTHENTICATED)
      .map(({ requestId, status }) => `request ${requestId} without the right key was answered ${status}`),
    ...sent.flatMap(({ call: { status, requestId, key }, times }) => {
      if (times > 1) return [`request ${requestId} lies in the topic ${times} times`]
      if (status === 200 && times === 0 && !(key !== null && storedKeys.has(key)))
        return [`request ${requestId} was accepted and is not in the topic`]
      if (status !== 200 && status !== HONEST && times > 0)
        return [`request ${requestId} was answered ${status} and is in the topic`]
      return []
    }),
  ]
}

/** What answers a message has its request id, too: it is another message. */
function timesStored({ id }: Call, stored: readonly Stored[]): number {
  return stored.filter((message) => (id === null ? message.plain : message.id === id)).length
}
