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

/** @param command as a person calls it @throws with what to do, when somebody listens there */
export async function assertFree(port: number, command: string): Promise<void> {
  if (await isFree(port)) return
  throw new Error(
    `Port ${port} is in use: end the process that holds it (another "${command}"?), or take another port: PORT=${port + 50} ${command}`,
  )
}
