import { Command } from 'commander'
import { connectionsCommand } from './commands/connections.ts'
import { contractsCommand } from './commands/contracts.ts'
import { cursorCommand } from './commands/cursor.ts'
import { dlqCommand } from './commands/dlq.ts'
import { erpCommand } from './commands/erp.ts'
import { invalidCommand } from './commands/invalid.ts'
import { partnersCommand } from './commands/partners.ts'
import { sendCommand } from './commands/send.ts'
import { tailCommand } from './commands/tail.ts'
import { topicsCommand } from './commands/topics.ts'
import { updatesCommand } from './commands/updates.ts'

/** Exit codes: 0 done; 1 it failed; 2 wrong usage; 130 interrupted. */
const program = new Command('adapter')
  .description('Operates the purchase-order Channel Adapter. Data on stdout, everything else on stderr.')
  .showHelpAfterError()
  .configureOutput({ outputError: (text, write) => write(text) })
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2)
  })
  .addCommand(contractsCommand())
  .addCommand(topicsCommand())
  .addCommand(connectionsCommand())
  .addCommand(sendCommand())
  .addCommand(tailCommand())
  .addCommand(dlqCommand())
  .addCommand(invalidCommand())
  .addCommand(updatesCommand())
  .addCommand(cursorCommand())
  .addCommand(partnersCommand())
  .addCommand(erpCommand())

process.on('SIGINT', () => process.exit(130))
// Who reads us may have seen enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})
try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
