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
  }
}

/** @throws {Error} for text that is no YAML */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
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
