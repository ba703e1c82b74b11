import { SEND_GUARANTEE } from '../peers/send-peers.ts'
import { startWorker } from '../processes/worker.ts'
import type { Measured, Sample } from '../result.ts'
import { interleaved, type Stage } from '../stage.ts'
import { summary } from '../summary.ts'
import { median } from '../figures.ts'
import { openSendStand, type SendStand } from './send-stand.ts'

const CALLERS = 64
/** Bytes of the body. */
const SMALL = 200
const LARGE = 1500
const RAW_SENDS = 2000

/** POST /send under many callers, beside the least that an HTTP service with JSON costs; and of a single one. */
export async function send(stage: Stage): Promise<Measured[]> {
  await using running = new AsyncDisposableStack()
  const stand = await openSendStand(stage, running)
  const results: Measured[] = []
  for (const bytes of [SMALL, LARGE]) {
    stage.say(`  ${bytes} bytes`)
    results.push(await underLoad(stage, stand, bytes))
  }
  stage.say('  one caller')
  results.push(await alone(stage, stand))
  await stand.check()
  return results
}

async function underLoad(stage: Stage, stand: SendStand, bytes: number): Promise<Measured> {
  const load = { bytes, callers: CALLERS }
  const { samples, peers } = await interleaved(
    stage,
    { product: () => stand.product(load), echo: () => stand.echo(load) },
    stand.peers(load),
  )
  return {
    scenario: bytes === SMALL ? 'send' : 'sendLarge',
    title: `POST /send, ${bytes} bytes, ${CALLERS} callers`,
    unit: 'replies/s',
    limit: summary(samples.echo).value,
    limitIs: 'a bare fastify echo that parses JSON',
    target: { better: 'higher', floor: 0.4, goal: 0.55 },
    runs: samples.product.length,
    settings: { ...load, seconds: stage.sizes.loadSeconds },
    guarantee: SEND_GUARANTEE,
    ...summary(samples.product),
    peers,
  }
}

async function alone(stage: Stage, stand: SendStand): Promise<Measured> {
  const load = { bytes: SMALL, callers: 1 }
  const timed = async (measured: Promise<Sample>) => {
    const sample = await measured
    return { ...sample, value: sample.latencyMs?.['p50'] ?? Number.NaN }
  }
  const raw = async () => {
    const worker = startWorker('processes/raw-send.ts', {
      BROKERS: stage.platform.brokers,
      TOPIC: stand.spareTopic,
      COUNT: String(RAW_SENDS),
      BYTES: String(SMALL),
    })
    const { milliseconds } = (await worker.next()) as { milliseconds: number[] }
    return { value: median(milliseconds) }
  }
  const { samples, peers } = await interleaved(
    stage,
    { product: () => timed(stand.product(load)), echo: () => timed(stand.echo(load)), raw },
    stand.peers(load).map(({ name, guarantee, once, measure }) => ({
      name,
      guarantee,
      once,
      measure: () => timed(measure()),
    })),
  )
  return {
    scenario: 'sendOne',
    title: 'POST /send, one caller, p50',
    unit: 'ms',
    limit: summary(samples.raw).value + summary(samples.echo).value,
    limitIs: 'one send of raw kafkajs and the echo',
    target: { better: 'lower', floor: 1.5, goal: 1.15 },
    runs: samples.product.length,
    settings: { ...load, seconds: stage.sizes.loadSeconds },
    guarantee: SEND_GUARANTEE,
    ...summary(samples.product),
    peers,
  }
}
