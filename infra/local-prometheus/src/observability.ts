import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** What a deployment watches over itself with. */
export const observability = new URL('../../../deploy/observability/', import.meta.url)

const repository = new URL('../../../', import.meta.url)

export interface AlertRule {
  readonly alert: string
  readonly expr: string
  readonly annotations: { readonly runbook_url: string }
}

/** Our alerts, as they stand in the file. */
export function alertRules(): AlertRule[] {
  const text = readFileSync(new URL('alerts.yml', observability), 'utf8')
  const { groups } = parse(text) as { groups: { rules: AlertRule[] }[] }
  return groups.flatMap(({ rules }) => rules)
}

/** The page that an alert sends people to. */
export function runbookOf({ annotations }: AlertRule): string {
  return readFileSync(new URL(annotations.runbook_url, repository), 'utf8')
}

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
