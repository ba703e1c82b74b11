import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findJava, KAFKA_VERSION, REGISTRY_VERSION } from '@channel-adapter/local-kafka'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))

/** On what a report's figures were measured. */
export interface Machine {
  readonly cores: number
  readonly cpu: string
  readonly memoryGb: number
  readonly kernel: string
  /** Of the last minute before the run: what else the machine was doing. */
  readonly loadBefore: number
  /** By name; the product's own is its commit. */
  readonly versions: Readonly<Record<string, string>>
}

/** @param product the checkout that is measured */
export async function machine(product = here): Promise<Machine> {
  const loadBefore = loadavg()[0] ?? 0
  return {
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    loadBefore,
    versions: {
      product: await commitOf(product),
      node: process.version,
      kafka: KAFKA_VERSION,
      'apicurio registry': REGISTRY_VERSION,
      java: (await findJava().catch(() => undefined))?.version ?? 'none',
      kafkajs: `${versionOf('kafkajs')}, patched`,
      '@platformatic/kafka': versionOf('@platformatic/kafka'),
      fastify: versionOf('fastify'),
      autocannon: versionOf('autocannon'),
    },
  }
}

/** The version in the package.json nearest to a package's entry point. */
function versionOf(name: string): string {
  for (let folder = new URL('.', import.meta.resolve(name)); folder.pathname.includes('node_modules');) {
    try {
      const { version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as {
        version?: string
      }
      if (version !== undefined) return version
    } catch {
      // Not in this folder.
    }
    folder = new URL('..', folder)
  }
  return 'unknown'
}

/** With a plus sign where something is not committed. */
async function commitOf(folder: string): Promise<string> {
  try {
    const git = async (...args: string[]) => (await run('git', ['-C', folder, ...args])).stdout.trim()
    const changed = (await git('status', '--porcelain')) === '' ? '' : '+'
    return `${await git('rev-parse', '--short', 'HEAD')}${changed}`
  } catch {
    return 'unknown'
  }
}
