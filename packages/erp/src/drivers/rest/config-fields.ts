import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { faultOf } from './expression.ts'
import { templateFaultOf } from './template.ts'

/** A text in JSONata. */
export const expression = (description: string) =>
  z
    .string()
    .min(1)
    .superRefine((text, context) => {
      const fault = faultOf(text)
      if (fault !== undefined)
        context.addIssue(
          `is no JSONata expression: ${fault}; names with other characters than letters, digits and "_" stand in backquotes`,
        )
    })
    .meta({ description })

/** A text with expressions in braces. */
export const template = (description: string) =>
  z
    .string()
    .superRefine((text, context) => {
      const fault = templateFaultOf(text)
      if (fault !== undefined) context.addIssue(`holds what is no JSONata expression: ${fault}`)
    })
    .meta({ description })

export const pathTemplate = template(
  'Path below the url, with expressions in braces: /orders/{number}. A "?" begins the query, better given as query.',
).refine((text) => text === '' || text.startsWith('/'), 'must begin with "/"')

export const queryTemplates = z
  .record(
    z.string(),
    template('The value; the parameter is left out where an expression in it has no value.'),
  )
  .default({})
  .meta({ description: 'Query parameters by name.' })

export const headerTemplates = z
  .record(
    z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of a header field'),
    template('The value.'),
  )
  .default({})
  .meta({ description: 'Header fields by name.' })

/** A secret: it comes from the environment, see `secretsWritten` in connections.ts. */
export const secret = (description: string) =>
  z
    .string()
    .min(1)
    .meta({
      description: `${description} As \${NAME} of an environment variable or its NAME_FILE.`,
      secret: true,
    })

/** The path of a PEM file, read when the configuration is. */
export const pemFile = (description: string) =>
  z
    .string()
    .transform((path, context) => {
      try {
        return readFileSync(path, 'utf8')
      } catch (error) {
        context.addIssue(`cannot be read: ${error instanceof Error ? error.message : String(error)}`)
        return z.NEVER
      }
    })
    .meta({ description })

export const timeZone = z
  .string()
  .refine((zone) => {
    try {
      return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
    } catch {
      return false
    }
  }, 'must be an IANA time zone such as Europe/Berlin')
  .default('UTC')
  .meta({ description: 'The zone of moments that come without one.' })

/** Where an answer may lead besides the url. */
export const origin = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, 'must be an origin such as https://files.erp.example')
