import type { HealthOptions } from '@channel-adapter/process'
import { healthRoutes } from '@channel-adapter/process'
import swagger from '@fastify/swagger'
import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { Clerk } from './clerk/clerk.ts'
import { lateOrderRoutes } from './clerk/late-orders.ts'
import { clerkRoutes } from './clerk/routes.ts'
import { SlowTransactions } from './clerk/slow-transactions.ts'
import { faultState } from './faults/decide-fault.ts'
import { injectFaults } from './faults/inject-faults.ts'
import { faultRoutes } from './faults/routes.ts'
import { audit } from './http/audit.ts'
import { requireToken } from './http/bearer-token.ts'
import { openApi } from './http/open-api.ts'
import { answerError, sendProblem } from './http/problem.ts'
import { readOrders } from './http/read-orders.ts'
import { jsonSchema, orderSchema, problemSchema } from './http/schemas.ts'
import { writeOrders } from './http/write-orders.ts'
import { openDatabase } from './storage/database.ts'
import { openDesk } from './storage/desk.ts'
import { importDataset } from './storage/import-dataset.ts'
import { openJournal } from './storage/journal.ts'
import { openOrderStore } from './storage/order-store.ts'
import { openTotals } from './storage/totals.ts'

const BODY_LIMIT = 1024 * 1024

export interface AppOptions {
  /** A file, or ':memory:'. @default ':memory:' */
  readonly database?: string | undefined
  /** Only the first so many orders of the dataset are imported; all when absent. */
  readonly ordersLimit?: number | undefined
  /** How often they are imported, each copy under numbers of its own. @default 1 */
  readonly ordersCopies?: number | undefined
  /** Bearer tokens that /api accepts; with none it is open. */
  readonly apiTokens?: readonly string[] | undefined
  readonly logger?: FastifyBaseLogger | undefined
  /** How health is reported; the ERP adds the state of its database to the checks. */
  readonly health?: HealthOptions | undefined
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: (() => number) | undefined
}

/** The whole ERP, its dataset imported; it does not listen yet. Closing it closes the database. */
export function createApp(options: AppOptions = {}): FastifyInstance {
  const { database: path = ':memory:', ordersLimit, apiTokens = [], logger, now = Date.now } = options
  const { health = { checks: {} }, ordersCopies = 1 } = options
  const database = openDatabase(path)
  const store = openOrderStore(database)
  importDataset(store, ordersLimit, ordersCopies)
  const desk = openDesk(store, now)
  const clerk = new Clerk(desk)
  const transactions = new SlowTransactions()
  const faults = { state: faultState({}) }

  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    ...(logger ? { loggerInstance: logger } : {}),
    logController: new LogController({ disableRequestLogging: true }),
    // A purchase order's field is refused when it is wrong, never dropped and never turned into another type.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  })
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, { status: 404, detail: `There is no ${request.method} ${request.url}.` }),
  )
  app.addSchema({ $id: 'PurchaseOrder', ...jsonSchema(orderSchema) })
  app.addSchema({ $id: 'Problem', ...jsonSchema(problemSchema) })
  void app.register(swagger, openApi)
  app.addHook('onClose', () => {
    clerk.stop()
    transactions.rollBack()
    database.close()
  })

  void app.register(
    (api, _options, done) => {
      api.addHook('onRequest', requireToken(apiTokens))
      injectFaults(api, faults)
      readOrders(api, store)
      writeOrders(api, desk)
      audit(api, openJournal(database), openTotals(store))
      done()
    },
    { prefix: '/api' },
  )
  health.checks['database'] = () => ({ ok: true, detail: { orders: store.highestNumber() } })
  void app.register(healthRoutes, health)
  void app.register((outside, _options, done) => {
    faultRoutes(outside, faults)
    clerkRoutes(outside, clerk, store, now)
    lateOrderRoutes(outside, transactions, desk, now)
    outside.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
    done()
  })
  return app
}
