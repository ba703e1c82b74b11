import Fastify, { type FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import { healthRoutes, processVariables, runProcess } from '../src/index.ts'

/** A service that the lifecycle tests start as a process; SCENE says how it behaves. */
const schema = z.object({
  ...processVariables({ port: 0 }),
  SCENE: z.string().default('plain'),
})

const never = () => new Promise<never>(() => {})

await runProcess({
  name: 'scene',
  schema,
  ...(process.argv.includes('--own-server') && {
    serve: async ({ log, health }) => {
      const logger: FastifyBaseLogger = log
      const app = Fastify({ loggerInstance: logger })
      await app.register(healthRoutes, health)
      app.get('/slow', async () => {
        log.info('slow request begins')
        await new Promise((resolve) => setTimeout(resolve, 300))
        return 'done'
      })
      return app
    },
  }),
  start: async ({ config, log, fatal, waitFor }) => {
    let stop = () => Promise.resolve()
    switch (config.SCENE) {
      case 'waits':
        await waitFor('the broker', () => Promise.reject(new Error('connection refused')))
        break
      case 'waits twice':
        await waitFor('the broker', once())
        break
      case 'cannot start':
        throw new Error('no such contract')
      case 'fatal':
        setTimeout(() => fatal(new Error('deaf consumer')), 10)
        break
      case 'uncaught':
        setTimeout(() => {
          throw new Error('nobody caught me')
        }, 10)
        break
      case 'unhandled':
        setTimeout(() => void Promise.reject(new Error('nobody awaited me')), 10)
        break
      case 'never stops':
        stop = never
        break
      case 'cannot stop':
        stop = () => Promise.reject(new Error('cannot let go'))
        break
      default:
    }
    return {
      checks: { broker: () => ({ ok: true }) },
      stop: async () => {
        log.info('stop is called')
        await stop()
      },
    }
  },
})

/** Fails at the first call only. */
function once(): () => Promise<void> {
  let called = false
  return () => {
    if (called) return Promise.resolve()
    called = true
    return Promise.reject(new Error('connection refused'))
  }
}
