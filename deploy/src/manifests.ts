import { parseAllDocuments } from 'yaml'

/** A Kubernetes object as it was rendered; what else it holds, its kind's schema says. */
export interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly spec?: unknown
}

export interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[]
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } }
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly securityContext: Readonly<Record<string, unknown>>
  readonly livenessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } }
  readonly readinessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } }
}

interface PodTemplate {
  readonly spec: {
    readonly securityContext: Readonly<Record<string, unknown>>
    readonly automountServiceAccountToken: boolean
    readonly terminationGracePeriodSeconds?: number
    readonly initContainers?: readonly Container[]
    readonly containers: readonly Container[]
    readonly volumes: readonly Volume[]
  }
}

interface Source {
  readonly secret?: { readonly secretName?: string; readonly name?: string; readonly items?: readonly Item[] }
  readonly configMap?: { readonly name: string; readonly items?: readonly Item[] }
}

interface Item {
  readonly key: string
  readonly path: string
}

interface Volume extends Source {
  readonly name: string
  readonly projected?: { readonly sources: readonly Source[] }
}

/** @throws {Error} for text that is no YAML */
export function parseManifests(text: string): Manifest[] {
  // Kubernetes' YAML is 1.1, in which 0440 is octal.
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0]
    const manifest = document.toJS() as Manifest | null
    return manifest === null ? [] : [manifest]
  })
}

/** The pods of Deployments and Jobs, by the name of what makes them. */
export function podsOf(manifests: readonly Manifest[]): { name: string; pod: PodTemplate['spec'] }[] {
  return manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      pod: (spec as { template: PodTemplate }).template.spec,
    }))
}

/** Which key of which ConfigMap or Secret a container finds at a path; undefined when nothing is mounted there. */
export function mountedAt(
  pod: PodTemplate['spec'],
  { volumeMounts = [] }: Container,
  path: string,
): { readonly from: string; readonly key: string } | undefined {
  const mount = volumeMounts.find(({ mountPath }) => path.startsWith(`${mountPath}/`))
  const volume = pod.volumes.find(({ name }) => name === mount?.name)
  if (!mount || !volume) return undefined
  const file = path.slice(mount.mountPath.length + 1)
  for (const { secret, configMap } of volume.projected?.sources ?? [volume]) {
    const from = configMap?.name ?? secret?.secretName ?? secret?.name ?? ''
    const items = (configMap ?? secret)?.items
    if (!items) return { from, key: file }
    const item = items.find((each) => each.path === file)
    if (item) return { from, key: item.key }
  }
  return undefined
}
