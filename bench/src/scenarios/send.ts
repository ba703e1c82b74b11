import { contracts } from '@channel-adapter/contracts'
import { startFlask } from '../peers/flask.ts'
import { watchUsage } from '../processes/usage.ts'
import { startWorker } from '../processes/worker.ts'
import type { Measured, Peer, Sample } from '../result.ts'
import { interleaved, mustBe, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { countTopic } from '../topic.ts'

const CALLERS = 64
/** Bytes of the body. */
const SMALL = 200
const LARGE = 1500
const FIELD_BYTES = '{"text":""}'.length

interface Load {
  readonly answered: number
  readonly failed: number
  readonly seconds: number
  readonly latencyMs: Record<string, number>
}

/** POST /send under many callers, beside the least that an HTTP service with JSON costs. */
export async function send(stage: Stage): Promise<Measured[]> {
  const { platform, sizes, say } = stage
  await using running = new AsyncDisposableStack()
  const prefix = await platform.prepare()
  const gateway = await platform.service('publisher-gateway', prefix)
  running.defer(() => gateway.stop())
  await gateway.ready()
  const echo = startWorker('processes/echo.ts', {})
  running.defer(() => echo.stop())
  const { url: echoUrl } = (await echo.next()) as { url: string }
  let answered = 0

  async function load(url: string, pid: number, bytes: number, callers: number, seconds = sizes.loadSeconds) {
    const before = watchUsage(pid)
    const from = before.now()
    const worker = startWorker('processes/load.ts', {
      URL: `${url}/send`,
      CALLERS: String(callers),
      SECONDS: String(seconds),
      BODY: JSON.stringify({ text: 'x'.repeat(bytes - FIELD_BYTES) }),
    })
    const result = (await worker.next()) as Load
    const to = before.now()
    before.stop()
    mustBe('requests that failed', result.failed, 0)
    if (url === gateway.url) answered += result.answered
    return {
      value: result.answered / result.seconds,
      cpuPer1000: ((to.cpuSeconds - from.cpuSeconds) / result.answered) * 1000,
      peakMb: to.peakMb,
      latencyMs: result.latencyMs,
    } satisfies Sample
  }
  const at = (bytes: number, callers: number) => ({
    product: () => load(gateway.url, gateway.process.pid, bytes, callers),
    echo: () => load(echoUrl, echo.process.pid, bytes, callers),
  })

  const flask = await startFlask(platform.brokers, `${prefix}${contracts.order.name}`).catch(
    (error: unknown) => String(error).split('\n').at(-1),
  )
  if (typeof flask === 'object') running.defer(() => flask.worker.stop())
  await load(gateway.url, gateway.process.pid, SMALL, CALLERS, 2)
  await load(echoUrl, echo.process.pid, SMALL, CALLERS, 2)
  const results: Measured[] = []
  for (const bytes of [SMALL, LARGE]) {
    say(`  ${bytes} bytes`)
    const { product, echo: limit } = await interleaved(stage, at(bytes, CALLERS))
    results.push({
      scenario: bytes === SMALL ? 'send' : 'sendLarge',
      title: `POST /send, ${bytes} bytes, ${CALLERS} callers`,
      unit: 'replies/s',
      limit: summary(limit).value,
      limitIs: 'a bare fastify echo that parses JSON',
      target: { better: 'higher', floor: 0.4, goal: 0.55 },
      runs: product.length,
      settings: { callers: CALLERS, bytes, seconds: sizes.loadSeconds, acks: 'all' },
      ...summary(product),
      peers: [await peerAt(bytes)],
    })
  }

  /** Once, after the rounds: it is so much slower that its share of the machine does not matter. */
  async function peerAt(bytes: number): Promise<Peer> {
    const name = 'Flask with kafka-python, send and flush'
    if (typeof flask !== 'object') return { name, skipped: flask ?? 'it did not start' }
    try {
      const { value, cpuPer1000 } = await load(flask.url, flask.worker.process.pid, bytes, CALLERS)
      return { name, value, cpuPer1000, guarantee: 'checks nothing, knows no repetition' }
    } catch (error) {
      return { name, skipped: String(error) }
    }
  }

  say('  one caller')
  const raw = async () => {
    const worker = startWorker('processes/raw-send.ts', {
      BROKERS: platform.brokers,
      TOPIC: `${prefix}${contracts.order.name}`,
      COUNT: '2000',
      BYTES: String(SMALL),
    })
    const { milliseconds } = (await worker.next()) as { milliseconds: number[] }
    return { value: milliseconds.toSorted((a, b) => a - b)[milliseconds.length >> 1] ?? 0 }
  }
  // autocannon counts in whole milliseconds: of one caller the mean time is what its rate says, finer.
  const mean = async (sample: Promise<Sample>) => {
    const { value, ...rest } = await sample
    return { ...rest, value: 1000 / value }
  }
  const one = at(SMALL, 1)
  const alone = await interleaved(stage, {
    product: () => mean(one.product()),
    echo: () => mean(one.echo()),
    raw,
  })
  results.push({
    scenario: 'sendOne',
    title: 'POST /send, one caller',
    unit: 'ms',
    limit: summary(alone.raw).value + summary(alone.echo).value,
    limitIs: 'one send of raw kafkajs (median) and the echo (mean)',
    target: { better: 'lower', floor: 1.5, goal: 1.15 },
    runs: alone.product.length,
    settings: { callers: 1, bytes: SMALL, seconds: sizes.loadSeconds, acks: 'all' },
    ...summary(alone.product),
    peers: [],
  })

  const { messages, ids } = await countTopic(platform, prefix + contracts.channelMessage.name)
  // At the end of each load autocannon drops the answers that are still on their way.
  if (messages < answered || ids !== messages)
    throw new Error(`${answered} were answered, the topic holds ${messages} messages with ${ids} ids`)
  return results
}
