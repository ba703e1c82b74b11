import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cached, cacheRoot } from '@channel-adapter/local-kafka'

const run = promisify(execFile)
const HELM = 'helm.sh/helm/v4/cmd/helm@v4.3.1'
// Its first build takes minutes on two cores.
const BUILD_MS = 20 * 60_000

/** Why helm cannot be had here; undefined when it can. */
export async function whyNoHelm(): Promise<string | undefined> {
  try {
    await run('go', ['version'])
    return undefined
  } catch {
    return 'needs Go, to build helm from its module'
  }
}

/** Builds helm where it has not been built before. @returns its path */
export async function buildHelm(): Promise<string> {
  const folder = await cached(cacheRoot(process.env), HELM.replaceAll('/', '-'), async (target) => {
    const env = { ...process.env, GOBIN: target, GOFLAGS: '-p=2 -trimpath' }
    await run('go', ['install', '-ldflags', '-s -w', HELM], { env, timeout: BUILD_MS })
  })
  return join(folder, 'helm')
}

/** What helm says. @throws with its stderr when it does not end with 0 */
export async function helm(binary: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(binary, args, { maxBuffer: 16 * 1024 * 1024 })
  return stdout
}
