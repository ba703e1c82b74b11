import type { Violation } from './contract.ts'
import { toUnscaled } from './decimal.ts'
import type { MissingAnswer } from './generated/missing-answer.ts'
import type { Order } from './generated/order.ts'
import type { OrderUpdate } from './generated/order-update.ts'
import { type Instant, toMicros } from './instant.ts'
import { kindsOf, updateBodies } from './update-kind.ts'

const MAX_ID_LENGTH = 200
const SOURCE = /^[a-z0-9][a-z0-9._-]*$/

/** What Avro cannot say of an order: its key is usable, its lines are distinct. An ERP may hold an order that has no line yet. */
export function orderRules(order: Order): Violation[] {
  return [...keyRules(order), ...distinctLines(order.lines, '/lines')]
}

/** What Avro cannot say of an update: exactly one body, an id, distinct lines, no negative quantity. */
export function orderUpdateRules(update: OrderUpdate): Violation[] {
  const violations = keyRules(update)
  if (update.id === '' || update.id.length > MAX_ID_LENGTH) {
    violations.push({ path: '/id', message: `must have 1 to ${MAX_ID_LENGTH} characters` })
  }
  if (update.partner === '') violations.push({ path: '/partner', message: 'must not be empty' })
  const kinds = kindsOf(update)
  if (kinds.length !== 1) {
    violations.push({
      path: '',
      message: `must hold exactly one of ${updateBodies.join(', ')}; it holds ${kinds.length === 0 ? 'none' : kinds.length}`,
    })
  }
  for (const body of updateBodies) {
    const content = update[body]
    if (content != null && 'lines' in content)
      violations.push(...answeredLines(content.lines, `/${body}/lines`))
  }
  return violations
}

/** What Avro cannot say of a missing answer: its key is usable, and it was noticed when it was due or later. */
export function missingAnswerRules(missing: MissingAnswer): Violation[] {
  const violations = keyRules(missing)
  const { state, sentAt, dueAt, noticedAt } = missing
  if (isBefore(dueAt, sentAt)) violations.push({ path: '/dueAt', message: 'must not be before sentAt' })
  if (state === 'OVERDUE' && isBefore(noticedAt, dueAt))
    violations.push({ path: '/noticedAt', message: 'must not be before dueAt while the state is OVERDUE' })
  return violations
}

function isBefore(one: Instant, other: Instant): boolean {
  return (toMicros(one) ?? 0) < (toMicros(other) ?? 0)
}

function keyRules(order: { source: string; number: string }): Violation[] {
  const violations: Violation[] = []
  if (!SOURCE.test(order.source)) {
    violations.push({
      path: '/source',
      message: 'must be the name of an ERP connection: lower-case letters, digits, "-", "_" and "."',
    })
  }
  if (order.number === '') violations.push({ path: '/number', message: 'must not be empty' })
  return violations
}

function answeredLines(lines: readonly { line: string }[], path: string): Violation[] {
  const violations = distinctLines(lines, path)
  if (lines.length === 0) violations.push({ path, message: 'must hold at least one line' })
  lines.forEach((line, index) => {
    for (const [field, value] of Object.entries(line)) {
      if (isNegative(value) && /quantity$/i.test(field)) {
        violations.push({ path: `${path}/${index}/${field}`, message: 'must not be negative' })
      }
    }
  })
  return violations
}

/** Whether a text is a decimal below zero; "-0" is none. */
function isNegative(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('-') && (toUnscaled(value) ?? 0n) < 0n
}

function distinctLines(lines: readonly { line: string }[], path: string): Violation[] {
  const violations: Violation[] = []
  const at = (index: number) => `${path}/${index}/line`
  const seen = new Set<string>()
  lines.forEach(({ line }, index) => {
    if (line === '') violations.push({ path: at(index), message: 'must not be empty' })
    if (seen.has(line)) violations.push({ path: at(index), message: `line "${line}" occurs twice` })
    seen.add(line)
  })
  return violations
}
