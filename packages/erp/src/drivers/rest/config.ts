import { updateBodies } from '@channel-adapter/contracts'
import { z } from 'zod'
import { connectionSettings, erpUrl, networks } from '../../connection-settings.ts'
import { access } from './config-access.ts'
import { headerTemplates, origin, pemFile, secret, timeZone } from './config-fields.ts'
import { order } from './config-order.ts'
import { changes, parts as partsField, reading } from './config-reading.ts'
import { failures, updateRequests, updates } from './config-updates.ts'
import { placesOf } from './template.ts'

/** A connection of kind `rest`: an ERP that is described here instead of in code. */
export const restConfig = z
  .strictObject({
    ...connectionSettings,
    kind: z.literal('rest'),
    unverified: z.string().min(1).optional().meta({
      description:
        'What of this description has not been tried on a live ERP. `adapter erp check` prints it.',
    }),
    url: erpUrl,
    access,
    headers: headerTemplates.meta({
      description: 'Header fields sent with every request: a company, a tenant.',
    }),
    hosts: z.array(origin).default([]).meta({
      description: 'Other origins to which an answer may lead (a next page): anything else is refused.',
    }),
    networks,
    tls: z
      .strictObject({
        ca: pemFile('File with the authorities to trust instead of the usual ones, in PEM.').optional(),
        cert: pemFile('File with our certificate (mutual TLS), in PEM.').optional(),
        key: pemFile('File with its private key, in PEM.').optional(),
        passphrase: secret('What opens the key.').optional(),
      })
      .optional()
      .meta({ description: 'TLS beyond the usual.' }),
    proxy: z
      .strictObject({
        url: erpUrl.meta({ description: 'The proxy.' }),
        user: z.string().optional().meta({ description: 'Our name there.' }),
        password: secret('Our password there.').optional(),
      })
      .optional()
      .meta({ description: 'A proxy through which every request goes.' }),
    requestsPerSecond: z
      .number()
      .positive()
      .optional()
      .meta({ description: 'Requests begun within a second, at most.' }),
    maxAnswerBytes: z
      .int()
      .positive()
      .default(64 * 1024 * 1024)
      .meta({ description: 'The largest answer that is read, in bytes.' }),
    timeZone,
    changes,
    read: reading,
    parts: partsField,
    order,
    updates,
    failures,
  })
  .superRefine(
    ({ changes: list, read, parts, order: mapping, updates: writes, networks: allowed, proxy }, context) => {
      const fault = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path, message })
      if (allowed && proxy) fault(['networks'], 'cannot be held to with a proxy: it looks the hosts up')
      const by = changesBy(list)
      if (by === 'moment' && list.moment === undefined && mapping.changedAt === undefined)
        fault(['changes', 'moment'], 'is needed with {since}, here or as order.changedAt')
      if (by === 'delta' && (list.delta === undefined || list.paging.by !== 'link'))
        fault(['changes', 'delta'], 'is needed to ask by delta, with paging by link')
      if (by === 'sequence' && list.sequence === undefined)
        fault(['changes', 'sequence'], 'is needed with {sequence}')
      if (list.paging.by === 'keyset' && by !== 'moment')
        fault(['changes', 'paging'], 'by keyset needs {since} in path or query, or since in body')
      const variable = { offset: 'offset', page: 'page', cursor: 'cursor', keyset: 'after' } as const
      if (list.paging.by in variable) {
        const name = variable[list.paging.by as keyof typeof variable]
        if (!asksFor(list, name))
          fault(['changes', 'paging'], `needs {${name}} in path or query, or ${name} in body`)
      }
      if (!list.readEach && JSON.stringify(mapping.version ?? '').includes('$etag'))
        fault(['order', 'version'], 'by $etag needs changes.readEach: a row of a list has no ETag')
      if (writes.condition !== 'none' && mapping.version === undefined)
        fault(['updates', 'condition'], 'needs order.version')
      const questions = {
        changes: list,
        read,
        ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [`parts/${name}`, part])),
      }
      for (const [place, { method, body }] of Object.entries(questions)) {
        if (body !== undefined && method === 'GET')
          fault([...place.split('/'), 'method'], 'must be POST where there is a body')
      }
      for (const kind of updateBodies) {
        const steps = updateRequests(writes[kind] ?? [])
        steps.forEach((step, index) => {
          if (step.path === undefined && writes.path === undefined)
            fault(
              ['updates', kind, ...(steps.length > 1 ? [index] : []), 'path'],
              'is needed, here or as updates.path',
            )
        })
      }
    },
  )
  .meta({
    title: 'rest',
    description: 'Any ERP with a REST API, described instead of programmed: docs/connect-an-erp.md.',
  })

export type RestConfig = z.infer<typeof restConfig>

/** How changes are asked for, as it is said or as the list shows. */
export function changesBy(list: RestConfig['changes']): NonNullable<RestConfig['changes']['by']> {
  if (list.by !== undefined) return list.by
  if (list.delta !== undefined) return 'delta'
  return asksFor(list, 'since') ? 'moment' : asksFor(list, 'sequence') ? 'sequence' : 'scan'
}

/** Whether a list's path, query or body names a variable. */
export function asksFor(
  { path, query, body = '' }: Pick<RestConfig['changes'], 'path' | 'query' | 'body'>,
  name: string,
): boolean {
  const word = new RegExp(`\\b${name}\\b`)
  return [body, ...[path, ...Object.values(query)].flatMap(placesOf)].some((text) => word.test(text))
}
