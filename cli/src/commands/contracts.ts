import { registerContracts } from '@channel-adapter/contracts'
import { Command } from 'commander'
import { print, registryConfig, say } from '../environment.ts'

export function contractsCommand(): Command {
  const command = new Command('contracts').description('The Avro contracts and the schema registry.')
  command
    .command('register')
    .description(
      'Registers every contract (the deploy step; services only read). The same contract twice changes nothing.',
    )
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: { json?: boolean }) => {
      const { registry, topicPrefix } = registryConfig()
      const registered = await registerContracts(registry, topicPrefix)
      for (const entry of registered)
        print(json ? JSON.stringify(entry) : `${entry.subject}  schema id ${entry.id}`)
      say(`${registered.length} contracts are registered.`)
    })
  return command
}
