import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { request } from 'undici'
import { print } from '../environment.ts'

const DEFAULT_GATEWAY = 'http://127.0.0.1:5000'

export function sendCommand(): Command {
  return new Command('send')
    .description('Puts a message on the channel through the gateway, as POST /send does.')
    .argument('<json>', 'the message; - reads it from stdin')
    .option('--gateway <url>', 'where the gateway listens', DEFAULT_GATEWAY)
    .option('--type <media type>', 'application/json, or application/cloudevents+json', 'application/json')
    .option('--key-file <path>', 'a file that holds the API key or token, where the gateway asks for one')
    .option('--idempotency-key <key>', 'makes a repetition harmless')
    .addHelpText('after', `\nExample:\n  adapter send '{"id": 1, "mensaje": "Hola"}'`)
    .action(
      async (
        json: string,
        options: { gateway: string; type: string; idempotencyKey?: string; keyFile?: string },
      ) => {
        const { statusCode, body } = await request(`${options.gateway}/send`, {
          method: 'POST',
          body: json === '-' ? process.stdin : json,
          headers: {
            'content-type': options.type,
            ...(options.keyFile !== undefined && {
              authorization: `Bearer ${readFileSync(options.keyFile, 'utf8').trim()}`,
            }),
            ...(options.idempotencyKey !== undefined && { 'idempotency-key': options.idempotencyKey }),
          },
        })
        const answer = await body.text()
        print(answer)
        if (statusCode !== 200) throw new Error(`the gateway answered ${statusCode}`)
      },
    )
}
