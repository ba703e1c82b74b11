import { tmpdir } from 'node:os'
import {
  flag,
  httpUrl,
  isLoopback,
  kafkaVariables,
  processVariables,
  wholeAccess,
} from '@channel-adapter/process'
import { z } from 'zod'

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
        'Where erp-extractor and update-applier serve /readyz, separated by commas: they tell whether ERPs answer.',
      ),
    PUBLIC_URL: httpUrl
      .optional()
      .describe(
        'Where people reach the console, if not on this machine. Requests that name another host are refused.',
      ),
    ALLOW_UNAUTHENTICATED: flag
      .default(false)
      .describe(
        'Dangerous: whether to listen on an address that other machines reach although nobody is asked who they are.',
      ),
  })
  .refine(({ HOST, ALLOW_UNAUTHENTICATED }) => ALLOW_UNAUTHENTICATED || isLoopback(HOST), {
    path: ['HOST'],
    message:
      'reached by other machines while nobody is asked who they are: set ALLOW_UNAUTHENTICATED=true if something in front asks',
  })
  .check(wholeAccess)

export type Config = z.output<typeof configSchema>

export const storeFolder = ({ STORE_FOLDER }: Config): string => STORE_FOLDER ?? tmpdir()
