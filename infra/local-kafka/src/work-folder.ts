import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export interface WorkFolder {
  path: string
  /** The caller named it: its data outlives the server. */
  kept: boolean
  /** Removes a folder that is not kept. */
  discard(): Promise<void>
}

/** Returns `dir`, made when it is not there, or else a new folder among the temporary ones. */
export async function workFolder(kind: string, dir?: string): Promise<WorkFolder> {
  if (dir !== undefined) {
    const path = resolve(dir)
    await mkdir(path, { recursive: true })
    return { path, kept: true, discard: async () => undefined }
  }
  const path = await mkdtemp(join(tmpdir(), `channel-adapter-${kind}-`))
  return { path, kept: false, discard: () => rm(path, { recursive: true, force: true }) }
}
