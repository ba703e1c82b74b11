/** Which suppliers a process speaks for. */
export interface Served {
  /** Supplier ids; when given, the groups do not matter. */
  readonly suppliers: readonly string[] | undefined
  readonly group: string
  readonly groups: number
}

/**
 * Whether a supplier is served here: it is named, or it falls into this group. Groups may be counted from 0 or from 1.
 */
export function servedSuppliers({ suppliers, group, groups }: Served): (supplier: string) => boolean {
  if (suppliers) {
    const named = new Set(suppliers)
    return (supplier) => named.has(supplier)
  }
  const own = Number(group) % groups
  return (supplier) => spread(supplier) % groups === own
}

/** The id's modulo itself would not do: all ids of the dataset are even, and half of two groups would be idle. */
function spread(supplier: string): number {
  let hash = 0
  for (let at = 0; at < supplier.length; at++) hash = (hash * 31 + supplier.charCodeAt(at)) >>> 0
  return hash
}
