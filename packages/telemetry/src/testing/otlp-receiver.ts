import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A span as it came over OTLP/HTTP in JSON. */
export interface ReceivedSpan {
  readonly service: string
  readonly schemaUrl: string
  readonly name: string
  /** As OTLP numbers them: internal 1, server 2, client 3, producer 4, consumer 5. */
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  /** Empty of a root. */
  readonly parentSpanId: string
  /** `traceId-spanId` of each. */
  readonly links: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
  /** 2 is an error. */
  readonly status: number
}

export interface OtlpReceiver {
  readonly url: string
  /** All that came so far. */
  readonly spans: readonly ReceivedSpan[]
  close(): Promise<void>
}

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}
interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly {
      readonly schemaUrl?: string
      readonly spans: readonly (Pick<ReceivedSpan, 'name' | 'kind' | 'traceId' | 'spanId'> & {
        readonly parentSpanId?: string
        readonly links?: readonly { readonly traceId: string; readonly spanId: string }[]
        readonly attributes: readonly Attribute[]
        readonly status?: { readonly code?: number }
      })[]
    }[]
  }[]
}

/** Takes traces as a collector does, and keeps them. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      if (request.url === '/v1/traces') spans.push(...received(body as ExportRequest))
      response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' })
      response.end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function received({ resourceSpans }: ExportRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ schemaUrl = '', spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId = '', links = [], attributes, status }) => ({
        service: texts(resource.attributes)['service.name'] ?? '',
        schemaUrl,
        name,
        kind,
        traceId,
        spanId,
        parentSpanId,
        links: links.map((link) => `${link.traceId}-${link.spanId}`),
        attributes: texts(attributes),
        status: status?.code ?? 0,
      })),
    ),
  )
}

function texts(attributes: readonly Attribute[]): Record<string, string> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]))
}
