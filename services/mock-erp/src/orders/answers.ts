import { fromUnits } from './decimal.ts'
import type { Draft } from './draft.ts'
import { amountIn, forEachLine } from './draft.ts'
import { statusAfterResponse } from './status.ts'
import type { StockConfirmation, SupplierResponse } from './write-back-body.ts'

/** The supplier's answer replaces what it said of these lines before. */
export function applySupplierResponse(draft: Draft, response: SupplierResponse): void {
  const { order } = draft
  answersKnownRevision(draft, response.revision, '/supplier_response/revision')
  forEachLine(draft, response.lines, '/supplier_response/lines', (line, answer, pointer) => {
    line.response_code = answer.response_code
    line.confirmed_quantity = optionalAmount(
      draft,
      answer.confirmed_quantity,
      `${pointer}/confirmed_quantity`,
    )
    line.confirmed_price = optionalAmount(draft, answer.confirmed_price, `${pointer}/confirmed_price`)
    line.promised_date = answer.promised_date ?? null
    line.supplier_backordered_quantity = optionalAmount(
      draft,
      answer.backordered_quantity,
      `${pointer}/backordered_quantity`,
    )
  })
  order.supplier_response = {
    code: response.code,
    revision: response.revision,
    reason: response.reason ?? null,
  }
  order.status = statusAfterResponse(order.status, response.code)
}

/** The warehouse's answer replaces what it said of these lines before; the order's status stays. */
export function applyStockConfirmation(draft: Draft, confirmation: StockConfirmation): void {
  answersKnownRevision(draft, confirmation.revision, '/stock_confirmation/revision')
  forEachLine(draft, confirmation.lines, '/stock_confirmation/lines', (line, answer, pointer) => {
    line.reserved_quantity = optionalAmount(draft, answer.reserved_quantity, `${pointer}/reserved_quantity`)
    line.backordered_quantity = optionalAmount(
      draft,
      answer.backordered_quantity,
      `${pointer}/backordered_quantity`,
    )
    line.available_on = answer.available_on ?? null
  })
  draft.order.stock_confirmation = { code: confirmation.code, revision: confirmation.revision }
}

function answersKnownRevision(draft: Draft, revision: number, pointer: string): void {
  if (revision > draft.order.revision) {
    draft.faults.push({
      pointer,
      detail: `the order is at revision ${draft.order.revision}, not yet at ${revision}`,
    })
  }
}

function optionalAmount(draft: Draft, text: string | null | undefined, pointer: string): string | null {
  if (text == null) return null
  const value = amountIn(draft.faults, text, pointer)
  return value === undefined ? null : fromUnits(value)
}
