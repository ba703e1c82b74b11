import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import { type OtlpReceiver, startOtlpReceiver } from './testing/otlp-receiver.ts'
import { currentTraceparent, inSpan, inSpans, isTracing, startTracing } from './tracing.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const CALLER = `00-${TRACE}-00f067aa0ba902b7-01`
const OWN = '00-11111111111111111111111111111111-2222222222222222-01'
let receiver: OtlpReceiver
let stop: () => Promise<void>
afterEach(() => receiver?.close())

async function tracing(ratio = 1) {
  receiver = await startOtlpReceiver()
  stop = await startTracing({ endpoint: receiver.url, service: 'test', ratio, onTrouble: () => {} })
}
const span = (name: string, more: object = {}) => ({ name, kind: 'internal' as const, ...more })

describe('without somewhere to send traces', () => {
  test('nothing of OpenTelemetry is loaded, and work is done as it is', () => {
    const program = `
      import { registerHooks } from 'node:module'
      registerHooks({ resolve(name, context, next) {
        if (name.startsWith('@opentelemetry')) throw new Error('loaded ' + name)
        return next(name, context)
      } })
      const { inSpan, inSpans, currentTraceparent } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)})
      const fail = () => { throw new Error('asked for') }
      console.log(await inSpan(fail, async () => 1), await inSpans(fail, async (all) => all.length), currentTraceparent())`
    const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      encoding: 'utf8',
    })
    expect(said.trim()).toBe('1 0 undefined')
  })
})

describe('with a receiver', () => {
  test('spans come with their parents: that of the caller, and that in which they are made', async () => {
    await tracing()
    const inner = await inSpan(
      () => span('outer', { kind: 'server', parent: CALLER, attributes: { 'http.route': '/send' } }),
      () =>
        inSpan(
          () => span('inner'),
          () => Promise.resolve(currentTraceparent()),
        ),
    )
    await stop()
    expect(isTracing()).toBe(false)
    const [child, parent] = receiver.spans
    expect(parent).toMatchObject({
      service: 'test',
      schemaUrl: 'https://opentelemetry.io/schemas/1.45.0',
      name: 'outer',
      kind: 2,
      traceId: TRACE,
      parentSpanId: '00f067aa0ba902b7',
      attributes: { 'http.route': '/send' },
    })
    expect(child).toMatchObject({ name: 'inner', traceId: TRACE, parentSpanId: parent?.spanId })
    expect(inner).toBe(`00-${TRACE}-${child?.spanId}-01`)
  })

  test('a root may have ids that follow from what it is about; links lead to other traces', async () => {
    await tracing()
    const given = await inSpans(
      () => [span('created', { own: OWN }), span('other')],
      (traceparents) =>
        inSpan(
          () => span('sent', { links: [...traceparents, undefined, 'no traceparent'] }),
          () => Promise.resolve(traceparents),
        ),
    )
    await stop()
    const named = (name: string) => receiver.spans.find((each) => each.name === name)
    expect(given[0]).toBe(OWN)
    expect(named('created')).toMatchObject({ spanId: '2222222222222222', parentSpanId: '' })
    expect(named('other')?.traceId).not.toBe(named('created')?.traceId)
    expect(named('sent')?.links).toEqual([
      '11111111111111111111111111111111-2222222222222222',
      `${named('other')?.traceId}-${named('other')?.spanId}`,
    ])
  })

  test('an error of the work is passed on and shows, unless it is none of the span', async () => {
    await tracing()
    const fails = (request: object) =>
      inSpan(
        () => span('work', request),
        () => Promise.reject(new RangeError('too far')),
      )
    await expect(fails({})).rejects.toThrow('too far')
    await expect(fails({ failedBy: () => false })).rejects.toThrow('too far')
    await stop()
    expect(receiver.spans.map(({ status }) => status)).toEqual([2, 0])
    expect(receiver.spans[0]?.attributes).toMatchObject({ 'error.type': 'RangeError' })
  })

  test('a trace that is not kept is not sent, and says so to who goes on with it', async () => {
    await tracing(0)
    const given = await inSpans(
      () => [span('created', { own: OWN })],
      ([traceparent]) => Promise.resolve(traceparent),
    )
    await stop()
    expect(given).toBe(OWN.replace(/01$/, '00'))
    expect(receiver.spans).toEqual([])
  })
})

test('a receiver that refuses traces is told of, and work goes on', async () => {
  receiver = await startOtlpReceiver()
  const { promise: told, resolve } = Promise.withResolvers<string>()
  stop = await startTracing({
    endpoint: `${receiver.url}/nowhere`,
    service: 'test',
    ratio: 1,
    onTrouble: resolve,
  })
  const work = () =>
    inSpan(
      () => span('work'),
      () => Promise.resolve('done'),
    )
  expect(await work()).toBe('done')
  expect(await told).toContain('404')
  expect(await work()).toBe('done')
  await stop().catch(() => {})
})
