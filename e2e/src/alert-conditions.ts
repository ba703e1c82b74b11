import type { Service } from '@channel-adapter/local-deployment'
import { alertRules, type Prometheus, runbookOf } from '@channel-adapter/local-prometheus'
import { until } from '@channel-adapter/messaging/testing'
import { request } from 'undici'

export interface Condition {
  readonly alert: string
  /** Whose figure the alert asks for. */
  readonly service: Service | undefined
  /** How /metrics tells it while the condition holds. */
  readonly figure: RegExp
}

/** Waits until the condition of an alert holds, or no longer: by Prometheus, or by the figure where there is none. */
export async function untilAlerts(
  { alert, service, figure }: Condition,
  prometheus: Prometheus | undefined,
  holds = true,
): Promise<void> {
  await until(async () => {
    const rules = await prometheus?.rules()
    if (rules) return rules.some(({ name, state }) => name === alert && state !== 'inactive') === holds
    const { body } = await request(`${service?.url}/metrics`)
    return figure.test(await body.text()) === holds
  })
}

/** The view of the console that the alert's page names, as `#/parked`. @throws when it names none */
export function viewNamedBy({ alert }: Condition): string {
  const rule = alertRules().find((each) => each.alert === alert)
  const view = rule && /console, `(#\/[^`]+)`/.exec(runbookOf(rule))?.[1]
  if (view === undefined) throw new Error(`the page of ${alert} names no view of the console`)
  return view
}
