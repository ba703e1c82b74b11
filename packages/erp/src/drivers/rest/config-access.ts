import { z } from 'zod'
import { expression, headerTemplates, secret } from './config-fields.ts'
import { erpUrl } from '../../connection-settings.ts'

const basic = z
  .strictObject({
    user: z.string().min(1).meta({ description: 'The name.' }),
    password: secret('The password.'),
  })
  .meta({ description: 'HTTP Basic.' })

const bearer = z
  .strictObject({ token: secret('The token.') })
  .meta({ description: 'A bearer token that never changes.' })

const apiKey = z
  .strictObject({
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header field')
      .default('X-API-Key')
      .meta({ description: 'The header field that carries it.' }),
    key: secret('The key.'),
  })
  .meta({ description: 'A key in a header field.' })

const oauth2 = z
  .strictObject({
    tokenUrl: erpUrl.meta({ description: 'Where tokens are given.' }),
    clientId: z.string().min(1).meta({ description: 'Who we are there.' }),
    clientSecret: secret('What proves it.').optional(),
    refreshToken: secret(
      'With it the grant is refresh_token, without it client_credentials. One that the server replaces at each use is remembered until the process ends only.',
    ).optional(),
    scope: z.string().optional().meta({ description: 'What is asked for.' }),
    clientIn: z
      .enum(['header', 'body'])
      .default('header')
      .meta({ description: 'Where id and secret are sent: HTTP Basic, or the form.' }),
    parameters: z
      .record(z.string(), z.string())
      .default({})
      .meta({ description: 'More form fields, such as audience or resource.' }),
  })
  .meta({
    description: 'OAuth 2.0 (RFC 6749): a token is renewed before it expires and once when it is refused.',
  })

const session = z
  .strictObject({
    path: z.string().startsWith('/').meta({ description: 'Where one logs in, below the url.' }),
    method: z.enum(['POST', 'GET', 'PUT']).default('POST').meta({ description: 'How.' }),
    user: z.string().default('').meta({ description: 'The name.' }),
    password: secret('The password.').optional(),
    headers: headerTemplates,
    body: expression('The body: JSONata over user and password.').default(
      '{"user": user, "password": password}',
    ),
    cookies: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether the cookies that the answer sets are sent with every request.' }),
    send: headerTemplates.meta({
      description:
        'Header fields sent with every request, with expressions over the body and headers of the answer: Authorization: "Session {body.token}".',
    }),
    lifetimeMs: z.int().positive().optional().meta({
      description: 'How long a session lasts; it is renewed before, and when it is refused. In milliseconds.',
    }),
  })
  .meta({ description: 'A log-in that gives cookies or a token.' })

const csrf = z
  .strictObject({
    path: z
      .string()
      .startsWith('/')
      .default('/')
      .meta({ description: 'Where the token is asked for, below the url.' }),
    header: z
      .string()
      .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header field')
      .default('X-CSRF-Token')
      .meta({ description: 'The header field that asks for it (Fetch) and carries it.' }),
  })
  .meta({
    description:
      'A token against forged requests, as SAP wants one with every write: asked for with its cookies, beside one of the ways, and again when it is refused.',
  })

/** How the ERP knows us: at most one of these, and a token besides. */
export const access = z
  .strictObject({
    basic: basic.optional(),
    bearer: bearer.optional(),
    apiKey: apiKey.optional(),
    oauth2: oauth2.optional(),
    session: session.optional(),
    csrf: csrf.optional(),
  })
  .refine(
    ({ csrf: _, ...ways }) => Object.values(ways).filter((way) => way !== undefined).length <= 1,
    'must be one way only',
  )
  .default({})
  .meta({
    description:
      'How the ERP knows us: basic, bearer, apiKey, oauth2 or session, and csrf besides. Without it nothing is sent.',
  })

export type Access = z.infer<typeof access>
