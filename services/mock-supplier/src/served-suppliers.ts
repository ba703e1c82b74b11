const NUMBER = /^\d+$/

/** Which suppliers a process speaks for. */
export interface Served {
  /** Supplier ids; when given, the groups do not matter. */
  readonly suppliers: readonly string[] | undefined
  readonly group: string
  readonly groups: number
}

/**
 * Whether a supplier is served here: it is named, or its id modulo the number of groups is the group's. Groups may be
 * counted from 0 or from 1. An id that is no number belongs to no group.
 */
export function servedSuppliers({ suppliers, group, groups }: Served): (supplier: string) => boolean {
  if (suppliers) {
    const named = new Set(suppliers)
    return (supplier) => named.has(supplier)
  }
  const remainder = Number(group) % groups
  return (supplier) => NUMBER.test(supplier) && Number(supplier) % groups === remainder
}
