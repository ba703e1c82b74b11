/** As much of a CycloneDX document as the check needs. */
export interface BillOfMaterials {
  readonly components: readonly Component[]
}

interface Component {
  readonly group?: string
  readonly name: string
  readonly version?: string
  readonly licenses?: readonly {
    readonly expression?: string
    readonly license?: { readonly id?: string; readonly name?: string }
  }[]
}

/** What may be bundled into an image and passed on: licences that ask for no more than their notice (SPDX ids). */
export const ALLOWED: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
])

/** Packages that give no licence in their package.json, with the one in their LICENSE file. */
const READ_BY_HAND: Readonly<Record<string, string>> = { '@kafkajs/confluent-schema-registry': 'MIT' }

const OURS = '@channel-adapter'

/** Packages that are bundled under a licence that is not allowed, or under none; one line for each. */
export function licenceFaults({ components }: BillOfMaterials): string[] {
  return components
    .filter(({ group }) => group !== OURS)
    .flatMap(({ group, name, version, licenses = [] }) => {
      const fullName = group ? `${group}/${name}` : name
      const given = licenses.map(
        ({ expression, license }) => expression ?? license?.id ?? license?.name ?? '',
      )
      const ids = given.length > 0 ? given : [READ_BY_HAND[fullName] ?? 'no licence is given']
      return ids.every(isAllowed) ? [] : [`${fullName}@${version}: ${ids.join(', ')}`]
    })
}

/** An SPDX expression: one side of an OR is enough, of an AND every side is needed. */
function isAllowed(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1')
  return bare.split(' OR ').some((side) => side.split(' AND ').every((id) => ALLOWED.has(id.trim())))
}
