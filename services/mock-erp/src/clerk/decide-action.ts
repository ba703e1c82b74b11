import type { CatalogueEntry } from '@channel-adapter/adventureworks'
import type { ClerkEdit } from '../orders/clerk-edit.ts'
import { fromUnits, units } from '../orders/decimal.ts'
import type { NewOrder } from '../orders/new-order.ts'
import { draw } from '../random.ts'

export const clerkKinds = ['edit', 'note', 'cancel', 'add', 'add_against_catalogue'] as const
export type ClerkKind = (typeof clerkKinds)[number]

/** What the clerk knows at the desk; none of it changes by what partners write back, so that a seed decides all. */
export interface ClerkKnowledge {
  readonly kinds: readonly ClerkKind[]
  readonly shipMethods: readonly string[]
  readonly suppliers: readonly ClerkSupplier[]
  /** `YYYY-MM-DD`: the date of added orders. */
  readonly today: string
}

/** A supplier that sells something. */
export interface ClerkSupplier {
  readonly code: string
  readonly name: string
  readonly catalogue: readonly (readonly [productNumber: string, terms: CatalogueEntry])[]
}

export interface ClerkState {
  /** Where the draws stand; the seed at the start. */
  readonly random: number
  readonly actions: number
  /** The orders there were at the start, without those that the clerk cancelled since. */
  readonly orders: readonly ClerkOrder[]
}

export interface ClerkOrder {
  readonly number: number
  readonly orderDate: string
}

export type ClerkAction =
  | { readonly kind: ClerkKind; readonly number: number; readonly edit: ClerkEdit }
  | { readonly kind: ClerkKind; readonly order: NewOrder }

/** The clerk's next action; undefined when there is nothing left to choose from. Edits touch no quantity and no price. */
export function decideAction(
  knowledge: ClerkKnowledge,
  state: ClerkState,
): { action: ClerkAction; state: ClerkState } | undefined {
  const dice = openDice(state.random)
  const kind = dice.pick(knowledge.kinds)
  if (kind === undefined) return undefined
  let { orders } = state
  let action: ClerkAction
  if (kind === 'add' || kind === 'add_against_catalogue') {
    const order = orderFrom(knowledge, kind === 'add', dice)
    if (!order) return undefined
    action = { kind, order }
  } else {
    const target = dice.pick(orders)
    if (!target) return undefined
    action = { kind, number: target.number, edit: editOf(kind, target, knowledge, state.actions + 1, dice) }
    if (kind === 'cancel') orders = orders.filter((order) => order !== target)
  }
  return { action, state: { random: dice.state(), actions: state.actions + 1, orders } }
}

function editOf(
  kind: 'edit' | 'note' | 'cancel',
  { orderDate }: ClerkOrder,
  { shipMethods }: ClerkKnowledge,
  nth: number,
  dice: Dice,
): ClerkEdit {
  if (kind === 'cancel') return { cancel: true }
  if (kind === 'note') return { note: `Note ${nth} from the clerk's desk` }
  const shipMethod = dice.upTo(2) === 0 ? dice.pick(shipMethods) : undefined
  return shipMethod === undefined
    ? { due_date: daysAfter(orderDate, 7 + dice.upTo(54)) }
    : { ship_method: shipMethod }
}

function orderFrom(knowledge: ClerkKnowledge, allowed: boolean, dice: Dice): NewOrder | undefined {
  const supplier = dice.pick(knowledge.suppliers)
  if (!supplier) return undefined
  const count = allowed ? 1 + dice.upTo(Math.min(3, supplier.catalogue.length)) : 1
  const first = dice.upTo(supplier.catalogue.length)
  const lines = Array.from({ length: count }, (_, index) => {
    const [number, terms] = supplier.catalogue[(first + index) % supplier.catalogue.length] ?? []
    if (number === undefined || terms === undefined)
      throw new Error(`supplier ${supplier.code} sells nothing`)
    return {
      product: { number, name: terms.name },
      unit: terms.unit,
      quantity: allowed ? quantityWithin(terms, dice) : quantityOutside(terms, dice),
      unit_price: terms.standardPrice,
      due_date: daysAfter(knowledge.today, terms.leadTimeDays),
    }
  })
  return {
    supplier: { code: supplier.code, name: supplier.name },
    order_date: knowledge.today,
    ship_method: dice.pick(knowledge.shipMethods) ?? null,
    lines,
  }
}

function quantityWithin({ minimumQuantity, maximumQuantity }: CatalogueEntry, dice: Dice): string {
  const [least, most] = [Number(minimumQuantity), Number(maximumQuantity)]
  return String(least + dice.upTo(most - least + 1))
}

function quantityOutside({ minimumQuantity, maximumQuantity }: CatalogueEntry, dice: Dice): string {
  const one = units('1')
  const tooFew = units(minimumQuantity) > one && dice.upTo(2) === 0
  return fromUnits(tooFew ? units(minimumQuantity) - one : units(maximumQuantity) + one)
}

function daysAfter(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

interface Dice {
  /** A whole number from 0 up to, without, the count. */
  upTo(count: number): number
  pick<Item>(items: readonly Item[]): Item | undefined
  state(): number
}

function openDice(random: number): Dice {
  let state = random
  const upTo = (count: number) => {
    const drawn = draw(state)
    state = drawn.state
    return Math.floor(drawn.value * count)
  }
  return { upTo, pick: (items) => items[upTo(items.length)], state: () => state }
}
