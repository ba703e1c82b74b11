import { UNROUTED } from '@channel-adapter/contracts'
import { runProcess } from '@channel-adapter/process'
import { createApp } from './app.ts'
import { configSchema, warningOf } from './config.ts'
import { type ConsoleState, openConsole } from './console-state.ts'
import { authenticationOf } from './identity/identity-variables.ts'
import { Live } from './live.ts'
import { serveMissing } from './metrics.ts'
import { missingAnswers } from './store/missing-answers.ts'

const live = new Live()
let state: ConsoleState | undefined

await runProcess({
  name: 'console',
  schema: configSchema,
  serve: ({ config, log, health }) =>
    createApp({
      state: () => state,
      live,
      publicUrl: config.PUBLIC_URL,
      authentication: authenticationOf(config),
      maskedFields: config.MASKED_FIELDS,
      health,
      log,
    }),
  start: async ({ config, log, fatal, waitFor }) => {
    const warning = warningOf(config)
    if (warning !== undefined) log.warn(warning)
    const opened = await openConsole({ config, log, live, waitFor, onFatal: fatal })
    state = opened.state
    live.changed()
    const { store, channel, agreed } = opened.state
    serveMissing(
      () => [...channel.desks.keys()].filter((connection) => connection !== UNROUTED),
      () => missingAnswers(store.database, Date.now(), agreed),
    )
    return {
      stop: () => opened.stop(),
      checks: {
        broker: () => opened.checkBroker().then(() => ({ ok: true })),
        reading: async () => {
          const { caughtUp } = opened.state.channel
          return {
            ok: true,
            detail: caughtUp ? 'up to date' : `${await opened.state.channel.remaining()} messages to read`,
          }
        },
      },
    }
  },
})
