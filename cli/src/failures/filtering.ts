import { countByReason, type FailedFilter, type FailedMessage } from '@channel-adapter/messaging'
import { type Command, InvalidArgumentError } from 'commander'
import { say } from '../environment.ts'

/** What every command on a failure channel can be asked for. */
export interface FilterOptions extends FailedFilter {
  readonly json?: boolean
}

/** Adds the options of a `FailedFilter`. */
export function filtering(command: Command): Command {
  return command
    .option('--order <key>', 'only this order, such as adventureworks:4711')
    .option('--reason <code>', 'only this error code')
    .option('--since <time>', 'first failed then or later (RFC 3339)', moment)
    .option('--until <time>', 'first failed then or earlier (RFC 3339)', moment)
    .option('--json', 'one JSON object a line')
}

/** Says how many messages of how many keys failed for each reason. */
export function sayCounts(failed: readonly FailedMessage[]): void {
  for (const { code, messages, orders } of countByReason(failed))
    say(`  ${code}: ${messages} messages of ${orders} orders`)
  say(`  ${failed.length} messages in all`)
}

function moment(text: string): string {
  if (Number.isNaN(Date.parse(text))) throw new InvalidArgumentError('a moment such as 2026-11-24T03:00:00Z')
  return text
}
