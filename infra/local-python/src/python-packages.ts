import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { cached, cacheRoot } from '@channel-adapter/local-kafka'

const run = promisify(execFile)

/**
 * A folder with the packages that a requirements file names, for PYTHONPATH; downloaded from PyPI first when they are
 * not in the cache. Unlike a virtual environment, it can be moved into place when it is whole.
 * @param name begins the folder's name in the cache
 * @throws when Python, pip or PyPI is missing
 */
export async function pythonPackages(name: string, requirements: string): Promise<string> {
  const { stdout: version } = await run('python3', ['-c', 'import sys; print(sys.version)'])
  const digest = createHash('sha256')
    .update(version)
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12)
  return cached(cacheRoot(), `${name}-${digest}`, async (unfinished) => {
    const into = ['--target', unfinished, '-r', requirements]
    await run('python3', ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...into])
  })
}
