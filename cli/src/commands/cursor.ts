import { userInfo } from 'node:os'
import { CURSOR_PARTITIONS, CURSOR_TOPIC, parseOrderKey, PUBLISHED_TOPIC } from '@channel-adapter/contracts'
import { openTransactionalPublisher, partitionOf, readToEnd } from '@channel-adapter/messaging'
import { Command } from 'commander'
import { openAuditTrail } from '../audit.ts'
import { kafkaConfig, print, say } from '../environment.ts'

export function cursorCommand(): Command {
  const command = new Command('cursor').description('How far each ERP connection has been extracted.')
  command
    .command('show')
    .description('Prints the cursor of each connection, one JSON object a line.')
    .addHelpText('after', '\nExample:\n  adapter cursor show | jq -r .cursor.headChangedAt')
    .action(async () => {
      const { kafka, topicPrefix } = kafkaConfig()
      const latest = new Map<string, Buffer>()
      await readToEnd(kafka, topicPrefix + CURSOR_TOPIC, ({ key, value }) => latest.set(key, value))
      for (const [connection, value] of latest) {
        print(
          value.length > 0
            ? `{"connection":${JSON.stringify(connection)},"cursor":${value.toString()}}`
            : `{"connection":${JSON.stringify(connection)},"cursor":null}`,
        )
      }
      say(`${latest.size} connections have a cursor.`)
    })
  command
    .command('reset')
    .description(
      'Has a connection extracted again from its first order: every order is published once more. The running extractor begins anew by itself.',
    )
    .argument('<connection>', 'the ERP connection')
    .requiredOption('--why <text>', 'the reason, for the audit record')
    .option('--by <name>', 'who asks, for the audit record', userInfo().username)
    .addHelpText('after', '\nExample:\n  adapter cursor reset adventureworks --why "a partner lost its copy"')
    .action(async (connection: string, { why: reason, by }: { why: string; by: string }) => {
      const { kafka, topicPrefix } = kafkaConfig()
      await using audit = await openAuditTrail()
      const partition = partitionOf(connection, CURSOR_PARTITIONS)
      // Whoever opens the id shuts the extractor out; it then reads the cursor back and finds none.
      const publisher = await openTransactionalPublisher(kafka, `${topicPrefix}erp-extractor.${partition}`)
      // Of a connection that is scanned there is no cursor, but what was published of each order.
      const published = new Set<string>()
      await readToEnd(
        kafka,
        topicPrefix + PUBLISHED_TOPIC,
        ({ key, value }) => {
          if (parseOrderKey(key)?.source !== connection) return
          if (value.length > 0) published.add(key)
          else published.delete(key)
        },
        { partitions: [partition] },
      )
      const forgotten = (topic: string, key: string) => ({
        topic: topicPrefix + topic,
        partition,
        key,
        value: null,
        headers: {},
      })
      const records = [
        forgotten(CURSOR_TOPIC, connection),
        ...[...published].map((key) => forgotten(PUBLISHED_TOPIC, key)),
      ]
      await audit.make(by, { action: 'RESET', connection, reason }, async () => {
        // As many as surely fit into one batch.
        while (records.length > 0) await publisher.publish(records.splice(0, 5000))
      })
      await publisher.close()
      print(`${connection} begins again at its first order`)
    })
  return command
}
