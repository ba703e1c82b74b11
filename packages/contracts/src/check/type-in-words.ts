import type { SchemaNode } from './schema-tree.ts'

/** A type as one would say it: `decimal(28, 8)`, `null or string`, `array of purchasing.OrderLine`. */
export function inWords(node: SchemaNode): string {
  switch (node.kind) {
    case 'union':
      return node.branches.map(inWords).join(' or ')
    case 'array':
      return `array of ${inWords(node.items)}`
    case 'map':
      return `map of ${inWords(node.values)}`
    case 'record':
    case 'enum':
      return node.name
    case 'fixed':
      return node.logical?.name ?? node.name
    default: {
      const { logical, kind } = node
      if (!logical) return kind
      return logical.name === 'decimal'
        ? `decimal(${logical.precision ?? '?'}, ${logical.scale ?? 0})`
        : logical.name
    }
  }
}
