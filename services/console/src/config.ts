import { tmpdir } from 'node:os'
import {
  durationMs,
  flag,
  httpUrl,
  isLoopback,
  kafkaVariables,
  processVariables,
  wholeAccess,
} from '@channel-adapter/process'
import { z } from 'zod'
import { identityVariables, wholeIdentity } from './identity/identity-variables.ts'

const timesList = z
  .string()
  .regex(/^[^\s=,]+=\d{1,12}(,[^\s=,]+=\d{1,12})*$/)
  .transform((text) => new Map(text.split(',').map((pair): [string, number] => timeOf(pair))))
  .meta({ expected: '"supplier=milliseconds", several separated by commas' })

function timeOf(pair: string): [string, number] {
  const [supplier = '', milliseconds] = pair.split('=')
  return [supplier, Number(milliseconds)]
}

const traceUrlTemplate = z
  .string()
  .refine((text) => text.split('{traceId}').length === 2)
  .pipe(z.url({ protocol: /^https?$/ }))
  .meta({ expected: 'an http or https URL with {traceId} in it, once' })

const urlList = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim()))
  .pipe(z.array(httpUrl))
  .meta({ expected: 'http or https URLs, separated by commas' })

/** The variables of the console. */
export const configSchema = z
  .object({
    ...processVariables({ port: 5006 }),
    ...kafkaVariables,
    STORE_FOLDER: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Where the file goes in which orders are searched; it is made anew at each start. Default: the system's folder for temporary files.",
      )
      .meta({ expected: 'a folder' }),
    SERVICE_URLS: urlList
      .default([])
      .describe(
        'Where erp-extractor and update-applier serve /readyz, and others that are to be watched, such as the partner-router, separated by commas: those two tell whether ERPs answer, and of each the console tells when it does not.',
      ),
    ANSWER_WITHIN_MS: durationMs
      .optional()
      .describe(
        "How long a supplier may take to answer an order before the answer counts as missing, in milliseconds. Default: the order's own lead time, from its date to the first day on which a line is wanted; a day where no line says.",
      ),
    ANSWER_WITHIN_MS_OF: timesList
      .optional()
      .describe(
        'What is agreed with suppliers otherwise, by their numbers in the ERP; where ERPs number differently, by connection and number, as acme:1580=86400000.',
      ),
    TELL_MISSING_ANSWERS: flag
      .default(true)
      .describe(
        'Whether what is not answered in time is told on the topic purchasing.missing-answer.v1 too. Of several instances one does.',
      ),
    TRACE_URL_TEMPLATE: traceUrlTemplate
      .optional()
      .describe(
        "Where a trace is looked at, such as https://jaeger.example/trace/{traceId}: an order's time line leads there.",
      ),
    PUBLIC_URL: httpUrl
      .optional()
      .describe(
        'Where people reach the console, if not on this machine. Requests that name another host are refused.',
      ),
    ...identityVariables,
    ALLOW_UNAUTHENTICATED: flag
      .default(false)
      .describe(
        'Dangerous: whether to listen on an address that other machines reach although nobody is asked who they are.',
      ),
  })
  .refine((config) => asks(config) || config.ALLOW_UNAUTHENTICATED || isLoopback(config.HOST), {
    path: ['HOST'],
    message:
      'reached by other machines while nobody is asked who they are: give OIDC_ISSUER, or set ALLOW_UNAUTHENTICATED=true if something in front asks',
  })
  .refine((config) => !(asks(config) && config.ALLOW_UNAUTHENTICATED), {
    path: ['ALLOW_UNAUTHENTICATED'],
    message: 'contradicts OIDC_ISSUER and API_KEYS_FILE, with which everybody is asked',
  })
  .check(wholeIdentity)
  .check(wholeAccess)

export type Config = z.output<typeof configSchema>

/** What the log says at the start of who is let in; undefined where all is as it should be. */
export function warningOf(config: Config): string | undefined {
  if (asks(config)) return undefined
  return isLoopback(config.HOST)
    ? 'nobody is asked who they are: only this machine is served'
    : `DANGEROUS: nobody is asked who they are, and ${config.HOST} is reached by other machines: anybody there may change things`
}

function asks(config: { readonly OIDC_ISSUER?: unknown; readonly API_KEYS_FILE?: unknown }): boolean {
  return config.OIDC_ISSUER !== undefined || config.API_KEYS_FILE !== undefined
}

export const storeFolder = ({ STORE_FOLDER }: Config): string => STORE_FOLDER ?? tmpdir()
