import { access, mkdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { cached } from './cache-folder.ts'
import type { Log } from './downloads.ts'
import type { Java } from './java.ts'

/**
 * Returns the JVM flags with which a server starts from an archive of its parsed classes (Java's AppCDS), in half
 * the time and CPU. The archive is written at the end of a first run, which `record` must make with the flags it is
 * given and end gracefully, in the empty folder it is given. Java checks that an archive fits it and the class path,
 * and does without one that does not. Without an archive (a full disk, a Java that cannot) there are no flags.
 */
export async function classArchiveFlags(
  root: string,
  server: string,
  java: Java,
  record: (flags: string[], folder: string) => Promise<void>,
  log: Log,
): Promise<string[]> {
  const name = `${server}-java-${java.version}.jsa`
  try {
    const archive = await cached(root, name, async (unfinished) => {
      log(`recording ${basename(name)}, which makes later starts twice as fast (once)`)
      const folder = join(dirname(unfinished), 'run')
      await mkdir(folder)
      await record([`-XX:ArchiveClassesAtExit=${unfinished}`, '-Xlog:cds*=off'], folder)
      await access(unfinished)
    })
    return [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto', '-Xlog:cds*=off']
  } catch (fault) {
    log(`no class archive, starts will be slower: ${fault instanceof Error ? fault.message : String(fault)}`)
    return []
  }
}
