import type { Order } from '@channel-adapter/contracts'
import { day, exact } from '../figures.ts'
import { words } from '../preferences.ts'

/** An order's lines, with what has been answered, shipped and received of each. */
export function Lines({ order }: { order: Order }) {
  const says = words()
  const count = (text: string | null) => (text === null ? '' : exact(text))
  return (
    <section>
      <h2 id="lines">{says.lines}</h2>
      <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="lines">
        <table>
          <thead>
            <tr>
              <th scope="col">{says.line}</th>
              <th scope="col">{says.product}</th>
              <th scope="col" class="numeric">
                {says.price}
              </th>
              <th scope="col" class="numeric">
                {says.quantity}
              </th>
              <th scope="col" class="numeric">
                {says.confirmed}
              </th>
              <th scope="col" class="numeric">
                {says.reserved}
              </th>
              <th scope="col" class="numeric">
                {says.shipped}
              </th>
              <th scope="col" class="numeric">
                {says.received}
              </th>
              <th scope="col" class="numeric">
                {says.rejected}
              </th>
              <th scope="col">{says.due}</th>
              <th scope="col">{says.promised}</th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <tr key={line.line}>
                <td>{line.line}</td>
                <th scope="row">
                  {line.product.name} <span class="muted">{line.product.id}</span>
                </th>
                <td class="numeric">{exact(line.unitPrice, order.currency)}</td>
                <td class="numeric">{`${exact(line.quantity)} ${line.unit}`}</td>
                <td class="numeric">{count(line.confirmedQuantity)}</td>
                <td class="numeric">{count(line.reservedQuantity)}</td>
                <td class="numeric">{count(line.shippedQuantity)}</td>
                <td class="numeric">{count(line.receivedQuantity)}</td>
                <td class="numeric">{count(line.rejectedQuantity)}</td>
                <td class="nowrap">{line.dueDate !== null && day(line.dueDate)}</td>
                <td class="nowrap">{line.promisedDate !== null && day(line.promisedDate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
