import {
  checkRegistry,
  checkRepository,
  findingsInWords,
  registerContracts,
  rules,
} from '@channel-adapter/contracts'
import { Command } from 'commander'
import { reliances } from '../contracts/reliances.ts'
import { deployedConfig } from '../deployed.ts'
import { givenRegistry, print, registryConfig, say } from '../environment.ts'

export function contractsCommand(): Command {
  const command = new Command('contracts').description('The Avro contracts and the schema registry.')
  command
    .command('register')
    .description(
      'Registers every contract (the deploy step; services only read), also for the topics of partners that PARTNERS_FILE keeps apart. The same contract twice changes nothing.',
    )
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  adapter contracts register')
    .action(async ({ json }: { json?: boolean }) => {
      const { registry, topicPrefix } = registryConfig()
      const registered = await registerContracts(registry, topicPrefix, deployedConfig().keptApart)
      for (const entry of registered)
        print(json ? JSON.stringify(entry) : `${entry.subject}  schema id ${entry.id}`)
      say(`${registered.length} contracts are registered.`)
    })
  command
    .command('check')
    .description(
      'Checks the contracts: every version against every earlier one, and for every consumer; and the registry, where one is given, also for the topics of partners that PARTNERS_FILE keeps apart. Changes nothing.',
    )
    .option('--registry <url>', 'the registry to compare with (default: SCHEMA_REGISTRY_URL, if set)')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      '\nExample:\n  adapter contracts check --registry http://127.0.0.1:8081/apis/ccompat/v7\nExit code 1 when something is found. What to do then: docs/contracts.md',
    )
    .action(check)
  return command
}

async function check({ registry: url, json }: { registry?: string; json?: boolean }): Promise<void> {
  const given = givenRegistry(url)
  const findings = [
    ...checkRepository(reliances()),
    ...(given ? await checkRegistry(given.registry, given.topicPrefix, deployedConfig().keptApart) : []),
  ]
  const compared = given ? 'and the registry holds them' : 'no registry was asked'
  if (findings.length === 0) return void say(`The contracts are sound; ${compared}.`)
  if (json) for (const finding of findings) print(JSON.stringify({ ...finding, ...rules[finding.rule] }))
  else print(findingsInWords(findings))
  throw new Error(`${findings.length} ${findings.length === 1 ? 'thing is' : 'things are'} refused.`)
}
