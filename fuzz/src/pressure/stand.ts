import { writeFileSync } from 'node:fs'
import { contracts } from '@channel-adapter/contracts'
import { deployContracts, startService } from '@channel-adapter/local-deployment'
import { freePorts, startLocalKafka } from '@channel-adapter/local-kafka'
import { silent } from '@channel-adapter/messaging/testing'
import { newApiKey } from '@channel-adapter/partners'

/** A gateway with partners on a real broker. */
export interface Stand {
  readonly url: string
  readonly goodKey: string
  readonly floodKey: string
}

/** What the partner that floods is allowed; it sends a hundred times as much. */
export const FLOODER_PER_SECOND = 20

export async function startStand(
  folder: string,
  running: AsyncDisposableStack,
  say: (line: string) => void,
): Promise<Stand> {
  const { brokers, registryUrl, stop } = await startLocalKafka({ log: say })
  running.defer(stop)
  await deployContracts({ brokers, registryUrl, log: silent })
  const [good, flood] = [newApiKey(), newApiKey()]
  const partner = (id: string, sha256: string, requestsPerSecond: number) => ({
    id,
    keys: [{ sha256 }],
    sends: [contracts.channelMessage.name],
    requestsPerSecond,
  })
  const file = `${folder}/partners.yaml`
  const partners = [
    partner('good', good.sha256, 10_000),
    partner('flooder', flood.sha256, FLOODER_PER_SECOND),
  ]
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ partners }))
  const [port = 0] = await freePorts(1)
  const gateway = await startService({
    name: 'publisher-gateway',
    service: 'publisher-gateway',
    port,
    env: {
      KAFKA_BROKERS: brokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
      PARTNERS_FILE: file,
      LOG_LEVEL: 'warn',
    },
    logFolder: `${folder}/logs`,
  })
  running.defer(() => gateway.stop())
  return { url: gateway.url, goodKey: good.key, floodKey: flood.key }
}
