import type { RequestKind, TcpProxy } from '@channel-adapter/messaging/testing/tcp-proxy'
import type { NetworkFault } from './strikes.ts'

const CUT_ANSWERS: Readonly<Partial<Record<NetworkFault, RequestKind>>> = {
  'cut-answer-of-produce': 'produce',
  'cut-answer-of-commit': 'endTxn',
  'cut-answer-of-offset-commit': 'offsetCommit',
  'cut-answer-of-fetch': 'fetch',
  'cut-answer-of-join': 'joinGroup',
  'cut-answer-of-id-claim': 'initProducerId',
}
const CUT_REQUESTS: Readonly<Partial<Record<NetworkFault, RequestKind>>> = {
  'cut-request-of-produce': 'produce',
  'cut-request-of-commit': 'endTxn',
}
/** So many requests of one kind are cut, one after the other. */
const CUTS = 3
const MIDDLE = [0, 6, 20]

/** Lets the proxy fail for a while, or until it has cut what it was to cut. */
export async function strikeNetwork(
  proxy: TcpProxy,
  fault: NetworkFault,
  ms: number,
  wait: (ms: number) => Promise<unknown>,
): Promise<void> {
  const answer = CUT_ANSWERS[fault]
  const request = CUT_REQUESTS[fault]
  if (answer) await Promise.race([cutAnswers(proxy, answer), wait(ms)])
  else if (request) await Promise.race([cutRequests(proxy, request), wait(ms)])
  else {
    if (fault === 'latency') proxy.delay(300)
    if (fault === 'refuse') proxy.refuse()
    if (fault === 'half-open') proxy.halfOpen()
    await wait(ms)
  }
  proxy.heal()
}

async function cutAnswers(proxy: TcpProxy, kind: RequestKind): Promise<void> {
  for (let cut = 0; cut < CUTS; cut++) {
    await proxy.cutNextAnswer(kind, { afterBytes: MIDDLE[cut] ?? 0 })
  }
}

async function cutRequests(proxy: TcpProxy, kind: RequestKind): Promise<void> {
  for (let cut = 0; cut < CUTS; cut++) await proxy.cutNextRequest(kind)
}
