/**
 * The fields of a row, as many as there are columns. The dataset does not quote, and its names hold commas
 * ("Trikes, Inc.", 225 rows): the surplus fields are the rest of the name, the only free text in any table.
 * @throws {Error} when there are too few fields, or a surplus without a name column
 */
export function foldName(columns: readonly string[], fields: readonly string[]): string[] {
  const surplus = fields.length - columns.length
  if (surplus === 0) return [...fields]
  const name = columns.indexOf('name')
  if (surplus < 0 || name < 0) {
    throw new Error(`a row of ${fields.length} fields under ${columns.length} columns: ${fields.join(',')}`)
  }
  const whole = fields.slice(name, name + surplus + 1).join(',')
  return [...fields.slice(0, name), whole, ...fields.slice(name + surplus + 1)]
}
