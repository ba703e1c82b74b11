import { access, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

const UNFINISHED = '.unfinished-'

/** Returns where downloads are kept: `$CHANNEL_ADAPTER_CACHE`, `$XDG_CACHE_HOME/channel-adapter` or `~/.cache/channel-adapter`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env, home: string = homedir()): string {
  if (env['CHANNEL_ADAPTER_CACHE']) return env['CHANNEL_ADAPTER_CACHE']
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'channel-adapter')
}

/**
 * Returns the file or folder `root/name`, after having `fill` make it when it is not there. It is made under another
 * name beside, and renamed when complete: whoever sees it sees it whole, and of two processes that make it at once
 * the first one's stays.
 * @throws whatever `fill` throws; nothing is left behind then
 */
export async function cached(
  root: string,
  name: string,
  fill: (unfinished: string) => Promise<void>,
): Promise<string> {
  const path = join(root, name)
  if (await exists(path)) return path
  await mkdir(root, { recursive: true })
  await discardAbandoned(root)
  const workshop = await mkdtemp(join(root, UNFINISHED))
  try {
    const unfinished = join(workshop, name)
    await fill(unfinished)
    await rename(unfinished, path).catch(async (fault: unknown) => {
      if (!(await exists(path))) throw fault
    })
    return path
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}

/** A process killed in the middle of a download cannot tidy up; nobody works on one for an hour. */
async function discardAbandoned(root: string, hourAgo: number = Date.now() - 3_600_000): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(UNFINISHED)) continue
    const path = join(root, name)
    const entry = await stat(path).catch(() => undefined)
    if (entry && entry.mtimeMs < hourAgo) await rm(path, { recursive: true, force: true })
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
