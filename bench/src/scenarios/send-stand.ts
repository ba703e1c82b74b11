import { contracts } from '@channel-adapter/contracts'
import { sendPeers } from '../peers/send-peers.ts'
import { eventLoopDelay } from '../processes/event-loop.ts'
import { watchUsage } from '../processes/usage.ts'
import { startWorker } from '../processes/worker.ts'
import type { Sample } from '../result.ts'
import { mustBe, type PeerRun, type Stage } from '../stage.ts'
import { countTopic } from '../topic.ts'

interface Load {
  readonly answered: number
  readonly failed: number
  readonly seconds: number
  readonly latencyMs: Record<string, number>
}

/** What is sent, and how: so many bytes of body by so many callers at a time. */
export interface SendLoad {
  readonly bytes: number
  readonly callers: number
}

/** The gateway, an echo and the peers, all running, to be loaded in turn. */
export interface SendStand {
  product(load: SendLoad): Promise<Sample>
  echo(load: SendLoad): Promise<Sample>
  peers(load: SendLoad): PeerRun[]
  /** A topic beside that nobody counts. */
  readonly spareTopic: string
  /** @throws when a message that was answered is not in its topic */
  check(): Promise<void>
}

const WARM_UP = { bytes: 200, callers: 64 }
const WARM_UP_SECONDS = 2
const FIELD_BYTES = '{"text":""}'.length

export async function openSendStand(
  { platform, sizes: { loadSeconds } }: Stage,
  running: AsyncDisposableStack,
): Promise<SendStand> {
  const prefix = await platform.prepare()
  const gateway = await platform.service('publisher-gateway', prefix)
  running.defer(() => gateway.stop())
  await gateway.ready()
  const echo = startWorker('processes/echo.ts', {})
  running.defer(() => echo.stop())
  const { url: echoUrl } = (await echo.next()) as { url: string }
  const counted = prefix + contracts.channelMessage.name
  const spareTopic = prefix + contracts.order.name
  let answered = 0

  async function load(
    url: string,
    pid: number,
    { bytes, callers }: SendLoad,
    { seconds = loadSeconds, closes = false }: { seconds?: number | undefined; closes?: boolean } = {},
  ) {
    const usage = watchUsage(pid)
    const from = usage.now()
    const worker = startWorker(closes ? 'processes/load-closing.ts' : 'processes/load.ts', {
      URL: `${url}/send`,
      CALLERS: String(callers),
      SECONDS: String(seconds),
      BODY: JSON.stringify({ text: 'x'.repeat(bytes - FIELD_BYTES) }),
    })
    const result = (await worker.next()) as Load
    const to = usage.now()
    usage.stop()
    mustBe('requests that failed', result.failed, 0)
    return {
      answered: result.answered,
      sample: {
        value: result.answered / result.seconds,
        cpuPer1000: ((to.cpuSeconds - from.cpuSeconds) / result.answered) * 1000,
        peakMb: to.peakMb,
        latencyMs: result.latencyMs,
      },
    }
  }

  async function product(what: SendLoad, seconds?: number): Promise<Sample> {
    // From here on.
    await eventLoopDelay(gateway.url)
    const loaded = await load(gateway.url, gateway.process.pid, what, { seconds })
    answered += loaded.answered
    return { ...loaded.sample, ...(await eventLoopDelay(gateway.url)) }
  }

  // A peer that cannot be installed says so in its own rows.
  const started = await Promise.allSettled(
    sendPeers.map(async ({ start }) => {
      const peer = await start(platform.brokers, spareTopic)
      running.defer(() => peer.worker.stop())
      return peer
    }),
  )
  const peers = (what: SendLoad, seconds?: number): PeerRun[] =>
    sendPeers.map(({ name, guarantee, once = false, closes = false }, index) => ({
      name,
      guarantee,
      once,
      async measure() {
        const peer = started[index]
        if (peer?.status !== 'fulfilled') throw peer?.reason
        const { url, worker } = peer.value
        return (await load(url, worker.process.pid, what, { seconds, closes })).sample
      },
    }))

  await product(WARM_UP, WARM_UP_SECONDS)
  await load(echoUrl, echo.process.pid, WARM_UP, { seconds: WARM_UP_SECONDS })
  for (const { once, measure } of peers(WARM_UP, WARM_UP_SECONDS)) if (!once) await measure().catch(() => {})

  return {
    product,
    echo: async (what) => (await load(echoUrl, echo.process.pid, what)).sample,
    peers,
    spareTopic,
    async check() {
      const { messages, ids } = await countTopic(platform, counted)
      // At the end of each load autocannon drops the answers that are still on their way.
      if (messages < answered || ids !== messages)
        throw new Error(`${answered} were answered, the topic holds ${messages} messages with ${ids} ids`)
    },
  }
}
