export interface Measured {
  readonly what: string
  readonly value: number
  readonly unit: string
  /** What it must stay below; none: it is told only. */
  readonly limit?: number
}

export const isKept = ({ value, limit }: Measured): boolean => limit === undefined || value < limit

/** @returns a line for each, those with a limit with the limit and whether it is kept */
export function verdicts(measured: readonly Measured[]): string[] {
  const width = Math.max(...measured.map(({ what }) => what.length))
  return measured.map((each) => {
    const { what, value, unit, limit } = each
    const figure = `${what.padEnd(width)}  ${`${Math.round(value)} ${unit}`.padStart(12)}`
    if (limit === undefined) return figure
    return `${figure}   limit ${limit} ${unit}: ${isKept(each) ? 'kept' : 'NOT KEPT'}`
  })
}
