import { fileURLToPath } from 'node:url'
import { helm } from './helm.ts'
import { type Manifest, parseManifests } from './manifests.ts'

export const chart = fileURLToPath(new URL('../helm', import.meta.url))

/** The sets of values that stand beside the chart. */
export const VALUES = ['minimal', 'production', 'everything'] as const

const before = new Map<string, Promise<Manifest[]>>()

/**
 * What Helm makes of the chart.
 * @param more arguments of Helm, such as --set
 * @throws with Helm's words when it refuses the values
 */
export function rendered(
  binary: string,
  values: (typeof VALUES)[number],
  ...more: readonly string[]
): Promise<Manifest[]> {
  const args = ['template', 'po', chart, '--values', valuesFile(values), ...more]
  const key = args.join(' ')
  const manifests = before.get(key) ?? helm(binary, ...args).then(parseManifests)
  before.set(key, manifests)
  return manifests
}

export function valuesFile(values: (typeof VALUES)[number]): string {
  return `${chart}/ci/${values}.yaml`
}
