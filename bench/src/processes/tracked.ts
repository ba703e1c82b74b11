import { spawnSupervised, type SupervisedOptions, type SupervisedProcess } from '@channel-adapter/local-kafka'

const running = new Set<SupervisedProcess>()

/** As spawnSupervised, and known to {@link killTracked} until it has ended. */
export function spawnTracked(
  command: string,
  args: readonly string[],
  options: SupervisedOptions,
): SupervisedProcess {
  const child = spawnSupervised(command, args, options)
  running.add(child)
  void child.exited.then(() => running.delete(child))
  return child
}

/** Kills what a scenario that broke off has left running, so that the next one has the machine for itself. */
export async function killTracked(): Promise<void> {
  await Promise.all([...running].map((child) => child.kill()))
}
