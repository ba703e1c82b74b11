import type { OrderUpdate } from '@channel-adapter/contracts'
import { backoffMs, pause } from '@channel-adapter/patience'
import { ErpError, ErpOutcomeUnknown, ErpThrottled, ErpUnavailable, ErpUnreadable } from '../../errors.ts'
import { networksOf } from '@channel-adapter/addresses'
import { createHttpClient } from '../../http/client.ts'
import { basicAuthorization } from '../../http/credential.ts'
import { createTransport } from '../../http/transport.ts'
import { MappingFault } from '../../mapping/fields.ts'
import type { Capabilities, ErpConnection, ErpOrder } from '../../port.ts'
import { credentialOf } from './access.ts'
import { changesBy, type RestConfig } from './config.ts'
import { compileDocuments, type Document } from './documents.ts'
import { compile } from './expression.ts'
import { compileJudge } from './judge.ts'
import { compileOrder } from './map-order.ts'
import { compileChanges } from './read-changes.ts'
import { compileUpdates } from './write-update.ts'

/** After a write that took effect the order is read: so often, before its outcome is told as unknown. */
const READ_BACK = 4
const READ_BACK_PAUSE = { firstMs: 50, maxMs: 1000 }

/** What a described ERP can give, as its description says. */
export function restCapabilities(config: RestConfig): Capabilities {
  const by = changesBy(config.changes)
  const { condition, applied } = config.updates
  return {
    changes:
      by === 'scan'
        ? 'none'
        : by === 'sequence' || by === 'delta'
          ? 'sequence'
          : config.changes.paging.by === 'keyset'
            ? 'keyset'
            : 'timestamp',
    versionCondition: condition === 'none' ? 'none' : 'etag',
    updateId: applied !== undefined,
    webhook: false,
  }
}

/** A connection to an ERP that is described by its configuration. Opens nothing before the first call. */
export function createRestConnection(config: RestConfig): ErpConnection {
  const { id, kind, proxy } = config
  const base = new URL(config.url)
  const place = base.origin + base.pathname.replace(/\/+$/, '')
  const transport = createTransport({
    connections: config.concurrency,
    timeoutMs: config.timeoutMs,
    maxAnswerBytes: config.maxAnswerBytes,
    tls: config.tls,
    networks: config.networks && networksOf(config.networks),
    proxy: proxy && {
      url: proxy.url,
      authorization:
        proxy.user === undefined ? undefined : basicAuthorization(proxy.user, proxy.password ?? ''),
    },
  })
  const judge = compileJudge(config.failures)
  const headers = Object.fromEntries(
    Object.entries(config.headers).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const client = createHttpClient({
    url: config.url,
    credential: credentialOf(config.access, { url: config.url, headers }, transport),
    connections: config.concurrency,
    timeoutMs: config.timeoutMs,
    transport,
    headers,
    hosts: config.hosts,
    requestsPerSecond: config.requestsPerSecond,
    ...(judge && { judge }),
  })
  const mapping = compileOrder(config.order, id, config.timeZone)
  const documents = compileDocuments(config, client, place)
  const changes = compileChanges(config, client, place, mapping, documents)
  const writer = compileUpdates(config, client)
  const idsOf = config.updates.applied?.ids === undefined ? undefined : compile(config.updates.applied.ids)
  const holds = config.updates.applied?.when === undefined ? undefined : compile(config.updates.applied.when)

  async function mapped({ content, etag }: Document, number: string, about?: OrderUpdate): Promise<ErpOrder> {
    try {
      const order = await mapping.order(content, etag)
      if (order.number !== number) {
        throw new MappingFault(
          '/number',
          `must be ${JSON.stringify(number)}, which was asked for, not ${JSON.stringify(order.number)}`,
        )
      }
      return { order, appliedUpdates: await appliedIn(content, about) }
    } catch (error) {
      if (error instanceof ErpError) throw error
      const path = error instanceof MappingFault ? error.path : ''
      throw new ErpUnreadable(`order ${number} of ${id}: ${(error as Error).message}`, path, { cause: error })
    }
  }

  async function appliedIn(content: unknown, about: OrderUpdate | undefined): Promise<ReadonlySet<string>> {
    if (holds) {
      return new Set(about && (await holds({ ...about, document: content })) === true ? [about.id] : [])
    }
    const ids = idsOf && (await idsOf(content))
    return new Set([ids ?? []].flat().map(String))
  }

  async function readOrder(
    number: string,
    signal: AbortSignal,
    about?: OrderUpdate,
  ): Promise<ErpOrder | undefined> {
    const found = await documents.read(number, signal)
    return found && mapped(found, number, about)
  }

  /** The order after a write that took effect, where the ERP's answer does not show it. */
  async function readBack(update: OrderUpdate, signal: AbortSignal): Promise<ErpOrder> {
    for (let attempt = 1; ; attempt++) {
      try {
        const found = await readOrder(update.number, signal, update)
        if (found) return found
        throw new ErpUnavailable(`${id} has no order ${update.number} any more`)
      } catch (error) {
        if (!(error instanceof ErpUnavailable || error instanceof ErpThrottled)) throw error
        if (attempt === READ_BACK || signal.aborted) {
          throw new ErpOutcomeUnknown(`${error.message}; the write before took effect`, { cause: error })
        }
        await pause(backoffMs(attempt, READ_BACK_PAUSE), signal)
      }
    }
  }

  return {
    id,
    kind,
    capabilities: restCapabilities(config),
    readChanges: (after, options) => changes.read(after, options),
    rewind: (position, milliseconds) => changes.rewind(position, milliseconds),
    readOrder,

    async applyUpdate(update, version, signal) {
      const read = async () => {
        const found = await documents.read(update.number, signal)
        if (!found) return undefined
        const { order } = await mapped(found, update.number)
        return { ...found, version: order.version }
      }
      const written = await writer.write(update, version, read, signal)
      if (!written) return readBack(update, signal)
      const content = await documents.complete(written.content, signal)
      return mapped({ content, etag: written.etag }, update.number, update)
    },

    close: () => client.close(),
  }
}
