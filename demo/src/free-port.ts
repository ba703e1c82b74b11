import { once } from 'node:events'
import { createServer } from 'node:net'

/** Whether nobody listens on the port of this machine: a process that held it would answer for ours, and look like it. */
export async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    return false
  }
  probe.close()
  await once(probe, 'close')
  return true
}
