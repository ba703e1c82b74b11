import { startService } from '@channel-adapter/local-deployment'
import { assertFree } from './free-port.ts'
import { demoFolder, topicPrefix } from './local-broker.ts'
import { runWithBroker } from './with-broker.ts'

const port = Number(process.env['PORT'] || 5006)
const say = (line: string) => void process.stdout.write(`${line}\n`)

/**
 * `pnpm console`: the operator's page alone, on the broker and registry that are given, or of another command, or
 * started here. Every variable of the console that is set holds.
 */
await runWithBroker({
  command: 'pnpm console',
  say,
  begin: async ({ brokers, registryUrl, whose }) => {
    await assertFree(port, 'pnpm console')
    say(`Starting the console on Kafka at ${brokers.join(',')} (${whose}) ...`)
    const console = await startService({
      name: 'console',
      service: 'console',
      port,
      env: {
        ...(process.env as Record<string, string>),
        KAFKA_BROKERS: brokers.join(','),
        SCHEMA_REGISTRY_URL: registryUrl,
        TOPIC_PREFIX: topicPrefix,
        PORT: String(port),
      },
      logFolder: `${demoFolder}/console`,
    })
    say(`\n  console   ${console.url}   (its log: ${console.logFile})\n\nCtrl-C ends it.`)
    return {
      failed: console.process.exited.then(
        ({ code }) => new Error(`The console has ended (exit code ${code}); its log is ${console.logFile}.`),
      ),
      stop: () => console.stop(),
    }
  },
})
