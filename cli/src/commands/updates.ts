import { userInfo } from 'node:os'
import { contracts } from '@channel-adapter/contracts'
import { rewindGroup } from '@channel-adapter/messaging'
import { Command } from 'commander'
import { openAuditTrail } from '../audit.ts'
import { kafkaConfig, print } from '../environment.ts'

export function updatesCommand(): Command {
  const command = new Command('updates').description('The updates that go into an ERP.')
  command
    .command('rewind')
    .description(
      'Has every update of a connection read again from the beginning of the topic. What the ERP holds already is recognised and changes nothing. The appliers must be stopped.',
    )
    .requiredOption('--connection <name>', 'the ERP connection')
    .requiredOption('--why <text>', 'the reason, for the audit record')
    .option('--by <name>', 'who asks, for the audit record', userInfo().username)
    .addHelpText(
      'after',
      '\nExample:\n  adapter updates rewind --connection adventureworks --why "the ERP was restored"',
    )
    .action(async ({ connection, why: reason, by }: { connection: string; why: string; by: string }) => {
      const { kafka, topicPrefix } = kafkaConfig()
      const topic = topicPrefix + contracts.orderUpdate.name
      const group = `${topicPrefix}update-applier.${connection}`
      await using audit = await openAuditTrail()
      const messages = await audit.make(by, { action: 'REWIND', connection, reason }, () =>
        rewindGroup(kafka, topic, group),
      )
      print(`${group} begins again: ${messages} messages are before it`)
    })
  return command
}
