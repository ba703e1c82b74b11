import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Partner, partnersFile } from './partners.ts'

/** PARTNERS_FILE as a field of the configuration: its path becomes what is in it. A fault shows no value of the file. */
export const partnersField = z
  .string()
  .transform((path, context): readonly Partner[] => {
    const fail = (message: string) => {
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    let content: unknown
    try {
      content = parse(readFileSync(path, 'utf8'))
    } catch (error) {
      // A fault of the syntax would quote its line.
      return fail(
        error instanceof Error && 'syscall' in error ? `cannot be read: ${error.message}` : 'is no YAML',
      )
    }
    const result = partnersFile.safeParse(content)
    if (result.success) return result.data.partners
    return fail(
      result.error.issues.map((issue) => `${issue.path.join('.') || 'the file'} ${issue.message}`).join('; '),
    )
  })
  .meta({
    description:
      'The file that names the partners, in YAML: who may call, and what each may send. With it every request needs a credential.',
    expected: 'the path of a partners file',
  })
