import {
  count,
  delayMs,
  httpUrl,
  kafkaVariables,
  processVariables,
  secret,
  wholeAccess,
} from '@channel-adapter/process'
import { z } from 'zod'

const supplierList = z
  .string()
  .transform((text) => text.split(',').map((supplier) => supplier.trim()))
  .pipe(z.array(z.string().min(1)))
  .meta({ expected: 'supplier ids, separated by commas' })

export const configSchema = z
  .object({
    ...processVariables({ port: 5004 }),
    ...kafkaVariables,
    SUPPLIER_GROUP: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,40}$/)
      .default('1')
      .describe(
        'Name of this group of suppliers and of its consumer group. Without SUPPLIERS a number, counted from 0 or from 1, that says which share of all suppliers it serves.',
      )
      .meta({
        expected:
          'letters, digits, "_" and "-", at most 40; without SUPPLIERS a number up to SUPPLIER_GROUPS',
      }),
    SUPPLIER_GROUPS: count.default(1).describe('Into how many groups the suppliers are divided.'),
    SUPPLIERS: supplierList
      .optional()
      .describe('Ids of the suppliers served, separated by commas; instead of SUPPLIER_GROUPS.'),
    PARTNER: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,100}$/)
      .optional()
      .describe(
        'Its id in the partners file, where it is kept apart: it reads and answers on topics of its own, in the consumer group of that name.',
      )
      .meta({ expected: 'the id of a partner' }),
    ANSWER_VIA: z
      .enum(['kafka', 'http'])
      .default('kafka')
      .describe('Which way answers go: straight to Kafka, or over HTTP through the publisher gateway.')
      .meta({ expected: 'kafka or http' }),
    GATEWAY_URL: httpUrl
      .default('http://127.0.0.1:5000')
      .describe('The publisher gateway; used when ANSWER_VIA is http.'),
    GATEWAY_KEY: secret.optional().describe('API key or token for the gateway, where it asks for one.'),
    ANSWER_DELAY_MS: delayMs
      .default(0)
      .describe('How long each answer is held back, in milliseconds; other orders do not wait for it.'),
  })
  .refine(
    ({ SUPPLIERS, SUPPLIER_GROUP, SUPPLIER_GROUPS }) =>
      SUPPLIERS || Number(SUPPLIER_GROUP) <= SUPPLIER_GROUPS,
    { path: ['SUPPLIER_GROUP'], error: 'there are not so many groups' },
  )
  .check(wholeAccess)
