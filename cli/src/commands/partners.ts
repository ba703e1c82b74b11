import { type Contract, contracts, createCodec, InvalidMessage } from '@channel-adapter/contracts'
import { type IncomingMessage, readToEnd } from '@channel-adapter/messaging'
import { newApiKey } from '@channel-adapter/partners'
import { Command } from 'commander'
import { clusterConfig, print, say } from '../environment.ts'
import { partnerSummaries } from '../partners/partner-summary.ts'

export function partnersCommand(): Command {
  const command = new Command('partners').description('Who answers, and who may send through the gateway.')
  command
    .command('list')
    .description(
      'Every partner that has answered: how often, what became of it, when last. Reads the updates and outcomes of the last 90 days.',
    )
    .option('--json', 'one JSON object a line')
    .addHelpText('after', "\nExample:\n  adapter partners list --json | jq 'select(.waiting > 0)'")
    .action(list)
  command
    .command('key')
    .description(
      'Makes an API key. The partner gets the key, the partners file its SHA-256; nothing keeps the key.',
    )
    .addHelpText('after', '\nExample:\n  adapter partners key > key-for-the-partner')
    .action(() => {
      const { key, sha256 } = newApiKey()
      print(key)
      say(`keys: [{ sha256: ${sha256} }]`)
    })
  return command
}

async function list({ json }: { json?: boolean }): Promise<void> {
  const { kafka, registry, topicPrefix } = clusterConfig()

  async function all<T, R>(contract: Contract<T>, map: (value: T, message: IncomingMessage) => R) {
    const topic = topicPrefix + contract.name
    const codec = await createCodec(contract, topic, registry)
    const found: Promise<R | undefined>[] = []
    await readToEnd(kafka, topic, (message) => {
      const read = codec.decode(message.value).then((value) => map(value, message))
      found.push(read.catch(passOverInvalid))
    })
    return (await Promise.all(found)).filter((each) => each !== undefined)
  }
  const [answers, told] = await Promise.all([
    all(contracts.orderUpdate, ({ id, partner }, { timestamp }) => ({ id, partner, timestamp })),
    all(contracts.orderUpdateOutcome, ({ updateId, result }) => ({ updateId, result })),
  ])
  const summaries = partnerSummaries(answers, told)
  for (const summary of summaries) {
    const { partner, answers: sent, applied, refused, parked, waiting, lastAnswerAt } = summary
    print(
      json
        ? JSON.stringify(summary)
        : `${partner}  ${sent} answers: ${applied} applied, ${refused} refused, ${parked} parked, ${waiting} waiting; the last at ${lastAnswerAt}`,
    )
  }
  say(`${summaries.length} partners have answered.`)
}

/** What is no answer is in the Invalid Message Channel. */
function passOverInvalid(error: unknown): undefined {
  if (!(error instanceof InvalidMessage)) throw error
}
