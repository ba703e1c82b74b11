import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { cached, cacheRoot } from '@channel-adapter/local-kafka'
import { startCommand, type Worker } from '../processes/worker.ts'

const run = promisify(execFile)
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))
const app = fileURLToPath(new URL('flask-app.py', import.meta.url))

/**
 * Flask with kafka-python, its packages downloaded first when they are not in the cache.
 * @throws when Python, pip or PyPI is missing
 */
export async function startFlask(brokers: string, topic: string): Promise<{ url: string; worker: Worker }> {
  const { stdout: version } = await run('python3', ['-c', 'import sys; print(sys.version)'])
  const hash = createHash('sha256')
    .update(version)
    .update(await readFile(requirements))
  const packages = await cached(
    cacheRoot(),
    `flask-peer-${hash.digest('hex').slice(0, 12)}`,
    async (unfinished) => {
      const into = ['--target', unfinished, '-r', requirements]
      await run('python3', ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...into])
    },
  )
  const env = { PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1', BROKERS: brokers, TOPIC: topic }
  const worker = startCommand('python3', [app], env)
  const { url } = (await worker.next()) as { url: string }
  return { url, worker }
}
