import { z } from 'zod'
import { fromUnits, units } from './decimal.ts'
import type { OrderDocument } from './document.ts'
import type { Decision, Draft } from './draft.ts'
import { amountIn, closeDraft, forEachLine, openDraft } from './draft.ts'
import { isAtItsEnd, statusAfterRevision } from './status.ts'
import { subtotalIn } from './subtotal.ts'

/** The body of POST /api/purchase-orders/{number}/edits. */
export const clerkEditBody = z.strictObject({
  ship_method: z.string().min(1).max(200).optional(),
  due_date: z.iso.date().optional().describe('Of every line.'),
  note: z.string().max(2000).nullish(),
  lines: z
    .array(
      z.strictObject({
        line_no: z.int().min(1),
        quantity: z.string().max(40).optional(),
        unit_price: z.string().max(40).optional(),
      }),
    )
    .min(1)
    .max(1000)
    .optional(),
  cancel: z.literal(true).optional(),
})
export type ClerkEdit = z.infer<typeof clerkEditBody>

/**
 * The order after a clerk's edit, or why it makes no sense. The version always grows; the revision only when something
 * ordered is really different: a note, a cancellation or the same value again leave it.
 */
export function applyClerkEdit(order: OrderDocument, edit: ClerkEdit, at: string): Decision {
  const { note, ...others } = edit
  const substantial = Object.values(others).some((value) => value !== undefined)
  if (!substantial && note === undefined)
    return { faults: [{ pointer: '', detail: 'holds nothing to edit' }] }
  if (substantial && isAtItsEnd(order.status)) {
    return { faults: [{ pointer: '', detail: `the order is ${order.status}: only a note can be put on it` }] }
  }

  const draft = openDraft(order, at)
  const next = draft.order
  if (note !== undefined) next.note = note
  if (edit.ship_method !== undefined) next.ship_method = edit.ship_method
  if (edit.due_date !== undefined) for (const line of draft.lines.values()) line.due_date = edit.due_date
  if (edit.lines) editLines(draft, edit.lines)
  if (orderedDiffers(order, next)) {
    next.revision = order.revision + 1
    next.status = statusAfterRevision(order.status)
  }
  if (edit.cancel) next.status = 'cancelled'
  return closeDraft(draft)
}

function editLines(draft: Draft, edits: NonNullable<ClerkEdit['lines']>): void {
  forEachLine(draft, edits, '/lines', (line, edit, pointer) => {
    if (edit.unit_price !== undefined) {
      const price = amountIn(draft.faults, edit.unit_price, `${pointer}/unit_price`)
      if (price !== undefined) line.unit_price = fromUnits(price)
    }
    if (edit.quantity === undefined) return
    const quantity = amountIn(draft.faults, edit.quantity, `${pointer}/quantity`)
    if (quantity === undefined) return
    line.quantity = fromUnits(quantity)
    if (quantity < units(line.shipped_quantity) || quantity < units(line.received_quantity)) {
      draft.faults.push({
        pointer: `${pointer}/quantity`,
        detail: `${line.shipped_quantity} are shipped and ${line.received_quantity} received already`,
      })
    }
  })
  draft.order.subtotal = subtotalIn(draft.faults, draft.order.lines)
}

function orderedDiffers(before: OrderDocument, after: OrderDocument): boolean {
  if (before.ship_method !== after.ship_method) return true
  return after.lines.some((line, index) => {
    const old = before.lines[index]
    return (
      line.quantity !== old?.quantity || line.unit_price !== old.unit_price || line.due_date !== old.due_date
    )
  })
}
