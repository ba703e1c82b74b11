import tab from '@bomb.sh/tab/commander'
import { Command } from 'commander'
import { aclsCommand } from './commands/acls.ts'
import { connectionsCommand } from './commands/connections.ts'
import { contractsCommand } from './commands/contracts.ts'
import { cursorCommand } from './commands/cursor.ts'
import { dlqCommand } from './commands/dlq.ts'
import { doctorCommand } from './commands/doctor.ts'
import { erpCommand } from './commands/erp.ts'
import { invalidCommand } from './commands/invalid.ts'
import { ordersCommand } from './commands/orders.ts'
import { partnersCommand } from './commands/partners.ts'
import { sendCommand } from './commands/send.ts'
import { tailCommand } from './commands/tail.ts'
import { topicsCommand } from './commands/topics.ts'
import { updatesCommand } from './commands/updates.ts'

const COMPLETION = `
Examples, for the file that your shell reads at its start:
  source <(adapter complete bash)   # with Debian's package bash-completion, or your system's
  source <(adapter complete zsh)    # behind compinit
  adapter complete fish | source`

/** The whole command. Exit codes: 0 done; 1 it failed; 2 wrong usage; 130 interrupted. @param end ends the process */
export function createProgram(end: (code: number) => never): Command {
  const program = new Command('adapter')
    .description('Operates the purchase-order Channel Adapter. Data on stdout, everything else on stderr.')
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 it failed, or something was found; 2 wrong usage; 130 interrupted.',
    )
    .addCommand(ordersCommand())
    .addCommand(partnersCommand())
    .addCommand(doctorCommand())
    .addCommand(connectionsCommand())
    .addCommand(dlqCommand())
    .addCommand(invalidCommand())
    .addCommand(tailCommand())
    .addCommand(sendCommand())
    .addCommand(erpCommand())
    .addCommand(topicsCommand())
    .addCommand(aclsCommand())
    .addCommand(contractsCommand())
    .addCommand(cursorCommand())
    .addCommand(updatesCommand())
  endAtWrongUsage(program, end)
  // Has settings of its own made of the program's.
  tab(program)
  program.commands.find((command) => command.name() === 'complete')?.addHelpText('after', COMPLETION)
  endAtWrongUsage(program, end)
  return program
}

/** Commander lets each command end the process in its own way, unless each is told how. */
function endAtWrongUsage(command: Command, end: (code: number) => never): void {
  command.showHelpAfterError().exitOverride(({ exitCode }) => end(exitCode === 0 ? 0 : 2))
  for (const inner of command.commands) endAtWrongUsage(inner, end)
}
