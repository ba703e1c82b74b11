import { readFileSync } from 'node:fs'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { ConfigError } from './config-error.ts'

/**
 * A YAML file's content, checked against a schema.
 * @throws {ConfigError} naming every fault with its line and its path in the file; values are not shown, they may be secrets
 */
export function loadYamlFile<Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> {
  return parseYaml(readOrFail(path), path, schema)
}

function parseYaml<Schema extends z.ZodType>(text: string, path: string, schema: Schema): z.output<Schema> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const lineAt = (offset: number) => `${path}:${lines.linePos(offset).line}`
  if (document.errors.length > 0) {
    throw faultsOf(
      path,
      document.errors.map((error) => `${lineAt(error.pos[0])}: ${error.message}`),
    )
  }
  const result = schema.safeParse(document.toJS({ maxAliasCount: 100 }))
  if (result.success) return result.data
  throw faultsOf(
    path,
    result.error.issues.map((issue) => {
      const place = lineAt(offsetOf(issue.path))
      return `${place}: ${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`
    }),
  )

  /** Where a path is written, or else the nearest part of it that is. */
  function offsetOf(steps: readonly PropertyKey[]): number {
    for (let length = steps.length; length > 0; length--) {
      const node: unknown = document.getIn(steps.slice(0, length), true)
      if (isNode(node) && node.range) return node.range[0]
    }
    return document.contents?.range?.[0] ?? 0
  }
}

function readOrFail(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw faultsOf(path, [`${path}: cannot be read (${reason}); expected a YAML file`])
  }
}

function faultsOf(path: string, faults: string[]): ConfigError {
  const many = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  return new ConfigError(`${path} has ${many}; its format is explained in docs/configuration.md:`, faults)
}
