import { createHash, randomBytes } from 'node:crypto'
import { Command } from 'commander'
import { print, say } from '../environment.ts'

export function partnersCommand(): Command {
  const command = new Command('partners').description('Who may send through the gateway.')
  command
    .command('key')
    .description(
      'Makes an API key. The partner gets the key, the partners file its SHA-256; nothing keeps the key.',
    )
    .action(() => {
      const key = randomBytes(32).toString('base64url')
      print(key)
      say(`keys: [{ sha256: ${createHash('sha256').update(key).digest('hex')} }]`)
    })
  return command
}
