import type { ConnectionView, Overview, PartnerView } from '../../src/answers/overview.ts'
import { amount, duration, figure } from '../figures.ts'
import { linkTo } from '../place.ts'
import { words } from '../preferences.ts'
import { OrderStatuses } from './order-statuses.tsx'
import { Chip, type Tone } from './shown.tsx'
import { Wire } from './wire.tsx'

/** As many partners as are shown one by one; the others are one link. */
const PARTNERS = 6

/** ERPs on one side, partners on the other, the channel between them, and on the arrows what flows. */
export function FlowPicture({ overview: { connections, partners, now } }: { overview: Overview }) {
  const says = words()
  const shown = partners.slice(0, PARTNERS)
  const more = partners.length - shown.length
  return (
    <section aria-labelledby="flow">
      <div class="section-head">
        <h2 id="flow">{says.flow}</h2>
        <p class="muted">{says.flowLegend}</p>
      </div>
      <div class="flow">
        <div class="flow-side">
          <h3>{says.erps}</h3>
          {connections.length === 0 && <p class="muted">{says.noConnection}</p>}
          <ul>
            {connections.map((connection) => (
              <li key={connection.connection} class="lane">
                <ConnectionCard connection={connection} isAlone={connections.length === 1} now={now} />
                <ConnectionWires connection={connection} now={now} />
              </li>
            ))}
          </ul>
        </div>
        <div class="flow-channel">
          <strong>{says.channel}</strong>
          <span class="muted">Kafka</span>
        </div>
        <div class="flow-side">
          <h3>{says.partnersSide}</h3>
          {partners.length === 0 && <p class="muted">{says.nobody}</p>}
          <ul>
            {shown.map((partner) => (
              <li key={partner.partner} class="lane partner">
                <div class="wires">
                  <Wire
                    direction="left"
                    label={says.answersIn}
                    rate={partner.answered.perMinute}
                    averageMs={partner.answered.averageMs}
                  />
                </div>
                <PartnerCard partner={partner} now={now} />
              </li>
            ))}
          </ul>
          {more > 0 && (
            <a class="more" href={linkTo('partners')}>
              {says.morePartners(figure(more))}
            </a>
          )}
        </div>
      </div>
    </section>
  )
}

function ConnectionCard({
  connection,
  isAlone,
  now,
}: {
  connection: ConnectionView
  isAlone: boolean
  now: number
}) {
  const says = words()
  const { orders, statuses, waiting, parkedOrders, erp } = connection
  const state = stateOf(connection)
  return (
    <div class={`card edge ${STATE_TONES[state]}`}>
      <div class="card-head">
        <strong>{connection.connection}</strong>
        <Chip tone={STATE_TONES[state]}>{says.states[state]}</Chip>
      </div>
      <p>{says.orders(amount(orders))}</p>
      <p class="muted">
        {erp?.lastPolledAt !== undefined && says.lastRead(duration(Math.max(now - erp.lastPolledAt, 0)))}
      </p>
      <OrderStatuses statuses={statuses} areAll={isAlone} />
      {(waiting > 0 || parkedOrders > 0) && (
        <p class="chips">
          {waiting > 0 && (
            <a href={linkTo('orders', undefined, { state: 'waiting' })}>
              <Chip tone="plain">{says.waitingCount(amount(waiting))}</Chip>
            </a>
          )}
          {parkedOrders > 0 && (
            <a href={linkTo('parked')}>
              <Chip tone="warn">{says.parkedCount(amount(parkedOrders))}</Chip>
            </a>
          )}
        </p>
      )}
    </div>
  )
}

type State = 'running' | 'away' | 'paused'
const STATE_TONES: Readonly<Record<State, Tone>> = { running: 'ok', away: 'bad', paused: 'info' }

function stateOf({ paused, erp }: ConnectionView): State {
  if (paused) return 'paused'
  return erp?.awaySince === undefined ? 'running' : 'away'
}

function ConnectionWires({ connection, now }: { connection: ConnectionView; now: number }) {
  const says = words()
  const { published, settled, oldestWaitingAt } = connection
  const state = stateOf(connection)
  const stopped = state === 'running' ? undefined : says.states[state]
  return (
    <div class="wires">
      <Wire
        direction="right"
        label={says.ordersOut}
        rate={published.perMinute}
        averageMs={published.averageMs}
        stopped={stopped}
      />
      <Wire
        direction="left"
        label={says.updatesIn}
        rate={settled.perMinute}
        averageMs={settled.averageMs}
        stopped={stopped}
        lagMs={oldestWaitingAt === null ? null : Math.max(now - oldestWaitingAt, 0)}
      />
    </div>
  )
}

function PartnerCard({ partner, now }: { partner: PartnerView; now: number }) {
  const says = words()
  return (
    <div class="card edge">
      <div class="card-head">
        <strong>{partner.supplier ?? partner.partner}</strong>
        <span class="muted">{says.lastHeard(duration(Math.max(now - partner.lastAt, 0)))}</span>
      </div>
    </div>
  )
}
