/** A number, and as the reader's language writes it. */
export interface Amount {
  readonly value: number
  readonly shown: string
}

/** So many of something. English and Spanish alike tell one from any other number. */
export function counted(amount: Amount, one: string, many: string): string {
  return `${amount.shown} ${of(amount, one, many)}`
}

/** The word that agrees with the number. */
export function of({ value }: Amount, one: string, many: string): string {
  return value === 1 ? one : many
}
