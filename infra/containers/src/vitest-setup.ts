import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { KAFKA_VERSION, REGISTRY_VERSION } from '../../local-kafka/src/downloads.ts'
import { compose, docker, PROFILES, works } from './docker.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why no container can be run here; empty when it can. */
    noContainers: string
  }
}

const NODE_IMAGE = 'node:24-bookworm-slim'
const images = [NODE_IMAGE, `apache/kafka:${KAFKA_VERSION}`, `apicurio/apicurio-registry:${REGISTRY_VERSION}`]

/** Vitest's globalSetup: builds the images from the sources as they are, where there is an engine to build them with. */
export default async function setup(project: TestProject): Promise<void> {
  const reason = await whyNot()
  project.provide('noContainers', reason)
  if (reason) process.stderr.write(`The container tests are skipped: ${reason}.\n`)
  else await compose(['build'], { COMPOSE_PROFILES: PROFILES, ...(await buildSettings()) })
}

async function whyNot(): Promise<string> {
  if (!(await works('docker', ['info']))) return 'no Docker engine answers'
  const has = (image: string) => works('docker', ['image', 'inspect', image])
  for (const image of images) {
    if (!(await has(image)) && !(await works('docker', ['pull', '--quiet', image])))
      return `the image ${image} is not here and cannot be pulled`
  }
  return ''
}

/** Where the network has an authority of its own, which Node is told of by a variable, a container must know it too. */
async function buildSettings(): Promise<Record<string, string>> {
  const authorities = process.env['NODE_EXTRA_CA_CERTS']
  if (!authorities) return {}
  const folder = await mkdtemp(join(tmpdir(), 'trusting-'))
  try {
    const file = '/etc/ssl/certs/ca-certificates.crt'
    await copyFile(authorities, join(folder, 'authorities.crt'))
    await writeFile(
      join(folder, 'Dockerfile'),
      `FROM ${NODE_IMAGE}\nCOPY authorities.crt ${file}\nENV NODE_EXTRA_CA_CERTS=${file}\n`,
    )
    const BUILD_IMAGE = 'purchase-order-channel-adapter/build:test'
    await docker('build', '--quiet', '--tag', BUILD_IMAGE, folder)
    // Such a network often is one that only the host reaches.
    return { BUILD_IMAGE, BUILD_NETWORK: 'host' }
  } finally {
    await rm(folder, { recursive: true })
  }
}
