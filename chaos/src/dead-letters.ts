import { fileURLToPath } from 'node:url'
import { spawnSupervised } from '@channel-adapter/local-kafka'
import type { System } from './system.ts'

const cli = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))

/** Asks for everything that is parked to be replayed, as an operator does: `adapter dlq replay`. @returns whether it could be asked for */
export async function requestReplay(system: System): Promise<boolean> {
  const { PATH, HOME } = process.env
  const command = spawnSupervised(
    process.execPath,
    [cli, 'dlq', 'replay', '--why', 'chaos', '--by', 'chaos', '--no-wait'],
    {
      name: 'adapter dlq replay',
      env: {
        PATH,
        HOME,
        KAFKA_BROKERS: system.platform.brokers.join(','),
        SCHEMA_REGISTRY_URL: system.platform.registry.url,
        TOPIC_PREFIX: system.topicPrefix,
      },
    },
  )
  // While the broker is away it would wait: there will be another.
  const deadline = setTimeout(() => void command.kill(), 20_000)
  const { code } = await command.exited.finally(() => clearTimeout(deadline))
  return code === 0
}

/** Updates whose last outcome says that they are parked. */
export function parkedUpdates({ inbox }: Pick<System, 'inbox'>): string[] {
  return [...inbox.outcomes].filter(([, results]) => results.at(-1) === 'PARKED').map(([id]) => id)
}
