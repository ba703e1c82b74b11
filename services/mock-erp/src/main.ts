import { runProcess } from '@channel-adapter/process'
import { createApp } from './app.ts'
import { configSchema } from './config.ts'

await runProcess({
  name: 'mock-erp',
  schema: configSchema,
  serve: ({ config, log, health }) =>
    createApp({
      database: config.DATABASE,
      ordersLimit: config.ORDERS_LIMIT,
      ordersCopies: config.ORDERS_COPIES,
      apiTokens: config.API_TOKENS,
      logger: log,
      health,
    }),
  // Closing the app, which comes first, stops the clerk and closes the database.
  start: () => ({ stop: () => Promise.resolve(), checks: {} }),
})
