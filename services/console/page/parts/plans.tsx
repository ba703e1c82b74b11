import type { PlanView } from '../../src/answers/parked.ts'
import { ask } from '../ask.ts'
import { differences } from '@channel-adapter/timeline/differences'
import { figure, moment } from '../figures.ts'
import { identity } from '../identity.ts'
import { operator, words } from '../preferences.ts'
import { ActButton } from './act-button.tsx'
import { Differences } from './differences.tsx'

/** The audit record: who asked for what and why, how far it is, and of a correction what was changed. */
export function Plans({ plans }: { plans: readonly PlanView[] }) {
  const says = words()
  return (
    <section aria-labelledby="plans">
      <h2 id="plans">{says.plans}</h2>
      {plans.length === 0 && <p class="muted">{says.noPlans}</p>}
      {plans.length > 0 && (
        <ul class="letters panel">
          {plans.map((plan) => (
            <li key={plan.plan}>
              <p>
                <strong>
                  {plan.corrections.length > 0 ? says.corrected : says.planActions[plan.action]}
                </strong>{' '}
                <span class="muted">
                  {plan.connection} · {moment(plan.at)} · {says.by(plan.by)}
                </span>
              </p>
              <p class="quote">{plan.reason}</p>
              <p class="progress-row">
                <progress
                  aria-label={says.plans}
                  max={plan.done + plan.failed + plan.left}
                  value={plan.done + plan.failed}
                />
                <span>{says.planDone(figure(plan.done), figure(plan.failed), figure(plan.left))}</span>
                {plan.cancelled && <span class="muted">{says.cancelled}</span>}
                {plan.left > 0 && !plan.cancelled && (
                  <ActButton needs="operator" class="link" onClick={() => void cancel(plan.plan)}>
                    {says.cancel}
                  </ActButton>
                )}
              </p>
              {plan.corrections.map(({ key, before, after }) => (
                <Differences key={key} differences={differences(before, after)} />
              ))}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function cancel(plan: string): Promise<unknown> {
  const by = operator.value.trim() || 'console'
  return ask(`/api/plans/${plan}/cancel`, identity.peek()?.kind === 'unasked' ? { by } : {})
}
