import { request } from 'undici'

/** What a service serves at /metrics beside the metrics of its process: name and type, and what its labels hold. */
export async function servedMetrics(url: string): Promise<{
  readonly metrics: ReadonlyMap<string, string>
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>
}> {
  const { body } = await request(`${url}/metrics`)
  const text = await body.text()
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(
    ([, name = '', type = '']) => [name, type] as const,
  )
  const labels = new Map<string, Set<string>>()
  for (const [, listed = ''] of text.matchAll(/^(?!process_|nodejs_)\w+\{([^}]*)\}/gm)) {
    for (const [, label = '', value = ''] of listed.matchAll(/(\w+)="([^"]*)"/g)) {
      labels.set(label, (labels.get(label) ?? new Set()).add(value))
    }
  }
  return { metrics: new Map(types.filter(([name]) => !/^(?:process|nodejs)_/.test(name))), labels }
}

/** What docs/metrics.md says of a service: name and type of each metric. */
export function documentedMetrics(document: string, service: string): ReadonlyMap<string, string> {
  const section = document.split(/^## /m).find((part) => part.startsWith(`${service}\n`)) ?? ''
  return new Map(
    [...section.matchAll(/^\| `(\w+)` \| (\w+) \|/gm)].map(([, name = '', type = '']) => [name, type]),
  )
}
