import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cached, cacheRoot, MissingPrerequisite } from '@channel-adapter/local-kafka'

const run = promisify(execFile)
const room = new URL('../', import.meta.url)
// Compilers at work at a time, and threads of each: others use this machine too.
const AT_ONCE = '2'
// Its first build takes minutes on two cores.
const BUILD_MS = 20 * 60_000

/**
 * Helm, of the version that go.mod pins, built from its Go module and kept in the cache of downloads.
 * @returns its path
 * @throws {MissingPrerequisite} without a Go that is new enough; Error with Go's own words when the build fails
 */
export async function buildHelm(): Promise<string> {
  const pins = ['go.mod', 'go.sum'].map((name) => readFileSync(new URL(name, room), 'utf8')).join('')
  const [, version = ''] = /helm\.sh\/helm\/v4 v(\S+)/.exec(pins) ?? []
  const pinned = createHash('sha256').update(pins).digest('hex').slice(0, 8)
  return cached(cacheRoot(), `helm-${version}-${pinned}`, async (unfinished) => {
    process.stderr.write(`Building Helm ${version}. The first time takes minutes.\n`)
    const args = ['build', '-p', AT_ONCE, '-ldflags', '-s -w', '-o', unfinished, 'helm.sh/helm/v4/cmd/helm']
    const env = { ...process.env, GOMAXPROCS: AT_ONCE }
    try {
      await run('go', args, { cwd: fileURLToPath(room), env, timeout: BUILD_MS })
    } catch (error) {
      throw whyNot(error)
    }
  })
}

function whyNot(error: unknown): Error {
  const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
  if (code === 'ENOENT') return new MissingPrerequisite('needs Go, to build Helm from its module')
  // One before 1.24 cannot even read the file.
  const [tooOld] = /go\.mod requires go .*|errors parsing go\.mod/.exec(stderr) ?? []
  if (tooOld) return new MissingPrerequisite(`needs a newer Go, to build Helm: ${tooOld}`)
  return new Error(`Helm cannot be built: ${stderr || String(error)}`, { cause: error })
}

/** What helm says. @throws with its stderr when it does not end with 0 */
export async function helm(binary: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(binary, args, { maxBuffer: 16 * 1024 * 1024 })
  return stdout
}
