import { CURSOR_TOPIC } from '@channel-adapter/contracts'
import { readToEnd } from '@channel-adapter/messaging'
import { Command } from 'commander'
import { kafkaConfig, print, say } from '../environment.ts'

export function cursorCommand(): Command {
  const command = new Command('cursor').description('How far each ERP connection has been extracted.')
  command
    .command('show')
    .description('Prints the cursor of each connection, one JSON object a line.')
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
  return command
}
