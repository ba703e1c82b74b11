import { type Service, startService } from '@channel-adapter/local-deployment'
import { assertFree } from './free-port.ts'
import { type Broker, demoFolder, topicPrefix } from './local-broker.ts'
import { runWithBroker } from './with-broker.ts'

const gatewayPort = Number(process.env['PORT'] || 5000)
const say = (line: string) => void process.stdout.write(`${line}\n`)

/** `pnpm producer`: the gateway, with a local broker and registry where none is given. */
await runWithBroker({
  command: 'pnpm producer',
  say,
  begin: async (broker) => {
    say('Starting the gateway ...')
    const gateway = await startGateway(broker)
    say(greeting(broker, gateway))
    return {
      failed: gateway.process.exited.then(
        ({ code }) => new Error(`The gateway has ended (exit code ${code}); its log is ${gateway.logFile}.`),
      ),
      stop: () => gateway.stop(),
    }
  },
})

async function startGateway({ brokers, registryUrl }: Broker): Promise<Service> {
  await assertFree(gatewayPort, 'pnpm producer')
  return startService({
    name: 'publisher-gateway',
    service: 'publisher-gateway',
    port: gatewayPort,
    env: {
      KAFKA_BROKERS: brokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
      TOPIC_PREFIX: topicPrefix,
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info',
    },
    logFolder: `${demoFolder}/producer`,
  })
}

function greeting(broker: Broker, { url, logFile }: Service): string {
  return `
  gateway           ${url}/send   (its log: ${logFile})
  Kafka             ${broker.brokers.join(',')}   (${broker.whose})
  schema registry   ${broker.registryUrl}

Send something from another terminal:

  curl -X POST ${url}/send -H 'content-type: application/json' -d '{"id": 1, "mensaje": "Hola desde Postman"}'

and see it arrive with "pnpm consumer". What the gateway takes is described at ${url}/openapi.json.
Ctrl-C ends it.
`
}
