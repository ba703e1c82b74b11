import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Manifest } from './manifests.ts'

const room = fileURLToPath(new URL('..', import.meta.url))

/** Where the types of each kind are. */
export const models: Readonly<Record<string, string>> = {
  'v1 ConfigMap': 'kubernetes-models/v1/ConfigMap',
  'v1 Service': 'kubernetes-models/v1/Service',
  'apps/v1 Deployment': 'kubernetes-models/apps/v1/Deployment',
  'batch/v1 Job': 'kubernetes-models/batch/v1/Job',
  'policy/v1 PodDisruptionBudget': 'kubernetes-models/policy/v1/PodDisruptionBudget',
  'autoscaling/v2 HorizontalPodAutoscaler': 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler',
  'networking.k8s.io/v1 NetworkPolicy': 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy',
  'monitoring.coreos.com/v1 ServiceMonitor':
    '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor',
  'keda.sh/v1alpha1 ScaledObject': '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject',
  'keda.sh/v1alpha1 TriggerAuthentication': '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication',
}

/**
 * What the compiler says of manifests as literals of their kinds' types. Kubernetes drops a field that it does not
 * know, and the published validators let it pass: a misspelt one is found only here.
 * @returns one line for each fault; none when there is none
 */
export async function typeFaults(manifests: readonly Manifest[]): Promise<string[]> {
  const folder = await mkdtemp(join(room, 'node_modules', '.manifests-'))
  try {
    const lines = manifests.map((manifest, index) => {
      const model = models[`${manifest.apiVersion} ${manifest.kind}`] ?? 'no such kind'
      return `export const m${index}: import(${JSON.stringify(model)}).I${manifest.kind} = ${JSON.stringify(manifest)}`
    })
    await writeFile(join(folder, 'manifests.ts'), lines.join('\n'))
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig']
    const target = ['--target', 'es2024', '--module', 'nodenext', '--pretty', 'false', '--types', '']
    const tsc = join(room, '..', 'node_modules', '.bin', 'tsc')
    await promisify(execFile)(tsc, [...options, ...target, 'manifests.ts'], { cwd: folder })
    return []
  } catch (error) {
    const { stdout } = error as { stdout?: string }
    if (!stdout) throw error
    return stdout.split('\n').filter((line) => line.includes('error TS'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
