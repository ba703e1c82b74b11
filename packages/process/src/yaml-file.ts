import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

/**
 * A variable that names a YAML file: its path becomes what is in it. A fault shows no value of the file, which may be
 * secret.
 */
export const yamlFile = <Schema extends z.ZodType>(
  content: Schema,
  meta: { readonly description: string; readonly expected: string },
) =>
  z
    .string()
    .transform((path, context): z.output<Schema> => {
      const fail = (message: string) => {
        context.addIssue({ code: 'custom', message })
        return z.NEVER
      }
      let read: unknown
      try {
        read = parse(readFileSync(path, 'utf8'))
      } catch (error) {
        // A fault of the syntax would quote its line.
        return fail(
          error instanceof Error && 'syscall' in error ? `cannot be read: ${error.message}` : 'is no YAML',
        )
      }
      const result = content.safeParse(read)
      if (result.success) return result.data
      return fail(
        result.error.issues
          .map((issue) => `${issue.path.join('.') || 'the file'} ${issue.message}`)
          .join('; '),
      )
    })
    .meta(meta)
