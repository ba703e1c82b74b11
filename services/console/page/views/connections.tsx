import { useSignal } from '@preact/signals'
import type { ConnectionView, Overview } from '../../src/answers/overview.ts'
import { ask, useAsked } from '../ask.ts'
import { duration, figure, moment, perMinute } from '../figures.ts'
import { Act } from '../parts/act.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { FlowCharts } from '../parts/flow-charts.tsx'
import { Chip, Shown, wordOf } from '../parts/shown.tsx'
import { words } from '../preferences.ts'

/** Each ERP connection: how it is, and pausing, resuming and reading it. */
export function ConnectionsView() {
  const asked = useAsked<Overview>('/api/overview')
  const says = words()
  return (
    <>
      <h1 class="view-title">{says.views.connections}</h1>
      <Shown asked={asked}>
        {({ connections, now }) =>
          connections.length === 0 ? (
            <p class="empty">{says.noConnection}</p>
          ) : (
            connections.map((connection) => (
              <Connection key={connection.connection} connection={connection} now={now} />
            ))
          )
        }
      </Shown>
    </>
  )
}

type Action = 'pause' | 'resume' | 'poll'

function Connection({ connection: view, now }: { connection: ConnectionView; now: number }) {
  const { connection, paused, erp } = view
  const says = words()
  const doing = useSignal<Action | undefined>(undefined)
  const begin = (action: Action) => () => {
    doing.value = action
  }
  const state = paused ? 'paused' : erp?.awaySince === undefined ? 'running' : 'away'
  const facts: [string, string][] = [
    [says.views.orders, figure(view.orders)],
    [says.publishedRate, rateText(view.published)],
    [says.settledRate, rateText(view.settled)],
    [says.waitingUpdates, figure(view.waiting)],
    [says.oldestWaiting, view.oldestWaitingAt === null ? '' : says.ago(duration(now - view.oldestWaitingAt))],
    [says.parkedUpdates, figure(view.parkedOrders)],
    [says.circuit, wordOf(says.circuits, erp?.circuit)],
    [says.lastPoll, erp?.lastPolledAt === undefined ? '' : moment(erp.lastPolledAt)],
    [says.lastError, erp?.fault ?? ''],
    [says.pauseTitle, paused ? `${paused.by}: ${paused.reason} (${moment(Date.parse(paused.since))})` : ''],
  ]
  return (
    <section class="panel" aria-label={connection}>
      <div class="panel-head">
        <h2>
          {connection}{' '}
          <Chip tone={state === 'running' ? 'ok' : state === 'away' ? 'bad' : 'info'}>
            {says.states[state]}
          </Chip>
        </h2>
        <div class="search-buttons">
          <ActButton needs="operator" onClick={begin('poll')}>
            {says.poll}
          </ActButton>
          <ActButton needs="operator" onClick={begin(paused ? 'resume' : 'pause')}>
            {paused ? says.resume : says.pause}
          </ActButton>
        </div>
      </div>
      {doing.value && (
        <Act
          does={says[doing.value]}
          act={(said) => ask(`/api/connections/${encodeURIComponent(connection)}/${doing.value}`, said)}
          onDone={() => {
            doing.value = undefined
          }}
        >
          {null}
        </Act>
      )}
      <dl class="facts wide">
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <FlowCharts
        who={connection}
        flows={[
          { name: 'published', title: says.publishedRate },
          { name: 'settled', title: says.settledRate },
        ]}
      />
    </section>
  )
}

function rateText({ perMinute: rate, averageMs }: ConnectionView['published']): string {
  const says = words()
  const flowing = says.rate(perMinute(rate))
  return averageMs === null ? flowing : `${flowing} · ${says.average(duration(averageMs))}`
}
