import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder for a run's databases and logs, which stays when the run ends. Who interrupts a run does not want it. */
export function runFolder(prefix: string, running: AsyncDisposableStack, interrupted: AbortSignal): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  running.defer(() => {
    if (interrupted.aborted) rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
