import { readdirSync, readFileSync } from 'node:fs'

/** What a deployment watches over itself with. */
export const observability = new URL('../../../deploy/observability/', import.meta.url)

export interface DashboardQuery {
  readonly dashboard: string
  readonly panel: string
  readonly expr: string
}

interface Dashboard {
  readonly panels: readonly {
    readonly title: string
    readonly targets: readonly { readonly expr: string }[]
  }[]
}

/**
 * Every query of every dashboard.
 * @param rateInterval stands for Grafana's own `$__rate_interval`
 */
export function dashboardQueries(rateInterval: string): DashboardQuery[] {
  const folder = new URL('grafana/dashboards/', observability)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((dashboard) => {
      const { panels } = JSON.parse(readFileSync(new URL(dashboard, folder), 'utf8')) as Dashboard
      return panels.flatMap(({ title, targets }) =>
        targets.map(({ expr }) => ({
          dashboard,
          panel: title,
          expr: expr.replaceAll('$__rate_interval', rateInterval),
        })),
      )
    })
}
