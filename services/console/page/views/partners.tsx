import type { Overview } from '../../src/answers/overview.ts'
import { useSignal } from '@preact/signals'
import { useAsked } from '../ask.ts'
import { duration, figure, moment, perMinute } from '../figures.ts'
import { FlowCharts } from '../parts/flow-charts.tsx'
import { Shown } from '../parts/shown.tsx'
import { words } from '../preferences.ts'

/** Each partner: what it sent, what became of it, and how quickly it answers. */
export function PartnersView() {
  const asked = useAsked<Overview>('/api/overview')
  const says = words()
  const who = useSignal('')
  return (
    <>
      <h1 class="view-title">{says.views.partners}</h1>
      <Shown asked={asked}>
        {({ partners }) =>
          partners.length === 0 ? (
            <p class="empty">{says.nobody}</p>
          ) : (
            <>
              <section class="panel" aria-label={says.answersRate}>
                <FlowCharts
                  flows={[{ name: 'answered', title: says.answersRate }]}
                  {...(who.value !== '' && { who: who.value })}
                >
                  <label class="field span">
                    <span>{says.partner}</span>
                    <select
                      value={who.value}
                      onChange={({ currentTarget }) => {
                        who.value = currentTarget.value
                      }}
                    >
                      <option value="">{says.everybody}</option>
                      {partners.map(({ partner, supplier }) => (
                        <option key={partner} value={partner}>
                          {supplier ?? partner}
                        </option>
                      ))}
                    </select>
                  </label>
                </FlowCharts>
              </section>
              <div class="table-scroll" tabIndex={0} role="region" aria-label={says.views.partners}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{says.partner}</th>
                      <th scope="col" class="numeric">
                        {says.sentUpdates}
                      </th>
                      <th scope="col" class="numeric">
                        {says.appliedUpdates}
                      </th>
                      <th scope="col" class="numeric">
                        {says.refusedUpdates}
                      </th>
                      <th scope="col" class="numeric">
                        {says.parkedUpdates}
                      </th>
                      <th scope="col" class="numeric">
                        {says.answersRate}
                      </th>
                      <th scope="col" class="numeric">
                        {says.answerTime}
                      </th>
                      <th scope="col" class="numeric">
                        {says.lastUpdate}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {partners.map(
                      ({ partner, supplier, updates, applied, refused, parked, answered, lastAt }) => (
                        <tr key={partner}>
                          <th scope="row">
                            {supplier ?? partner}
                            {supplier !== null && <span class="muted source">{partner}</span>}
                          </th>
                          <td class="numeric">{figure(updates)}</td>
                          <td class="numeric">{figure(applied)}</td>
                          <td class="numeric">{figure(refused)}</td>
                          <td class="numeric">{figure(parked)}</td>
                          <td class="numeric">{says.rate(perMinute(answered.perMinute))}</td>
                          <td class="numeric">
                            {answered.averageMs !== null && duration(answered.averageMs)}
                          </td>
                          <td class="numeric">{moment(lastAt)}</td>
                        </tr>
                      ),
                    )}
                  </tbody>
                </table>
              </div>
            </>
          )
        }
      </Shown>
    </>
  )
}
