import { createMapping } from './map-order.js'

/** What the ERP gives, and no more: see docs/guarantees.md. */
const capabilities = { changes: 'keyset', versionCondition: 'etag', updateId: true, webhook: false }

/** The fields of a connection that are this driver's own. Any schema of the Standard Schema specification will do, zod's for one. */
const config = {
  '~standard': {
    version: 1,
    vendor: 'acme',
    validate({ url, token, ...others }) {
      const issues = [
        ...(URL.canParse(url) ? [] : [{ path: ['url'], message: 'must be a URL' }]),
        ...(typeof token === 'string' ? [] : [{ path: ['token'], message: 'must be a text' }]),
        ...Object.keys(others).map((name) => ({ path: [name], message: 'is no field of this driver' })),
      ]
      return issues.length > 0 ? { issues } : { value: { url, token } }
    },
  },
}

/**
 * @param settings the fields above, and those that every connection has
 * @param toolkit the adapter's own errors, HTTP client and readers of fields
 */
function open({ id, kind, url, token, concurrency, timeoutMs }, toolkit) {
  const { errors, credentials, createHttpClient, parseExactJson } = toolkit
  const client = createHttpClient({
    url,
    credential: credentials.bearerToken(token),
    connections: concurrency,
    timeoutMs,
  })
  const { orderOf, unreadable } = createMapping(id, toolkit)

  // Numbers come from partners: one that names another path names no order.
  const pathOf = (number) => (/^[\w-]+$/.test(number) ? `/orders/${number}` : undefined)

  async function ask(request, signal) {
    const answer = await client.send(request, signal)
    if (answer.status === 404) return undefined
    const document = parseExactJson(answer.body)
    if (document !== undefined) return document
    const message = `${id}: the answer to ${request.path} is not JSON`
    // Whoever answered in the ERP's place may have passed a write on.
    throw request.intent === 'write'
      ? new errors.ErpOutcomeUnknown(message)
      : new errors.ErpUnavailable(message)
  }

  return {
    id,
    kind,
    capabilities,

    async readChanges(after, { limit, signal }) {
      const { moment = '', number = '' } = after ?? {}
      const query = new URLSearchParams({ moment, number, limit: String(limit) })
      const page = await ask({ method: 'GET', path: `/orders?${query}`, intent: 'read-changes' }, signal)
      if (!Array.isArray(page?.orders)) throw new errors.ErpUnavailable(`${id}: the answer is no page`)
      const found = page.orders.map((document) => unreadable(document) ?? { order: orderOf(document).order })
      const last = page.orders.at(-1)
      return {
        orders: found.flatMap(({ order }) => order ?? []),
        unreadable: found.filter(({ order }) => order === undefined),
        next: last ? { moment: last.changed, number: last.id } : after,
        more: page.more === true,
      }
    },

    /** Before all orders of that moment: with its number, those before it would be left out. */
    rewind: ({ moment }, milliseconds) => ({
      moment: new Date(Date.parse(moment) - milliseconds).toISOString(),
    }),

    async readOrder(number, signal) {
      const path = pathOf(number)
      const document = path && (await ask({ method: 'GET', path, intent: 'read-order' }, signal))
      return document && orderOf(document)
    },

    async applyUpdate(update, version, signal) {
      const path = pathOf(update.number)
      if (!path) throw new errors.ErpOrderNotFound(`${id}: there is no order ${update.number}`)
      const { response, stockConfirmation, shippingNotice, goodsReceipt, statusChange } = update
      const body = JSON.stringify({
        id: update.id,
        revision: update.orderRevision,
        response,
        stockConfirmation,
        shippingNotice,
        goodsReceipt,
        statusChange,
      })
      const headers = { 'if-match': `"${encodeURIComponent(version)}"` }
      return orderOf(await ask({ method: 'POST', path, headers, body, intent: 'write' }, signal))
    },

    close: () => client.close(),
  }
}

export const driver = { config, open }
