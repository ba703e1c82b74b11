import { identityProvider, sealing } from '@channel-adapter/identity'
import { count, durationMs, isUnreadableOnTheWay, secret, yamlFile } from '@channel-adapter/process'
import { z } from 'zod'
import type { Authentication } from './authenticator.ts'
import { ROLES, type Role } from './roles.ts'

const text = (expected: string) => z.string().min(1).meta({ expected })
const namesList = z
  .string()
  .transform((given) => given.split(',').map((name) => name.trim()))
  .pipe(z.array(z.string().regex(/^\w+$/)))
  .meta({ expected: 'names of fields, separated by commas' })
// The names of a directory's groups hold commas and signs of equality themselves.
const ROLE_PAIR = new RegExp(String.raw`\s*(.+?)=(${ROLES.join('|')})\s*(?:,|$)`, 'g')
const rolesMap = z
  .string()
  .refine((given) => given.replaceAll(ROLE_PAIR, '') === '')
  .transform(
    (given): ReadonlyMap<string, Role> =>
      new Map([...given.matchAll(ROLE_PAIR)].map(([, value = '', role]) => [value, role as Role])),
  )
  .meta({ expected: '"value=role", several separated by commas; a role is viewer, operator or admin' })

const holder = z.strictObject({
  id: z.string().regex(/^[\w.-]{1,100}$/, 'must be 1 to 100 letters, digits, ".", "_" and "-"'),
  role: z.enum(ROLES),
  // Two, so that one can be changed for the other without a gap.
  keys: z
    .array(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits') }))
    .min(1)
    .max(2, 'must be two at most'),
})

/** How people and scripts say who they are. */
export const identityVariables = {
  // As it stands: of a path, the slash at its end counts.
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .meta({ expected: 'an http or https URL' })
    .optional()
    .describe(
      'The OpenID Connect provider at which people sign in. Register `/auth/callback` below the console’s address as a redirect URI there.',
    ),
  OIDC_CLIENT_ID: text('the name of a client')
    .optional()
    .describe('As what the console is registered with the provider.'),
  OIDC_CLIENT_SECRET: secret
    .optional()
    .describe('Its secret, sent by HTTP Basic. Without it the console is a public client, with PKCE alone.'),
  OIDC_SCOPE: text('scopes, separated by blanks')
    .default('openid profile')
    .describe('What is asked of the provider; some want a scope of its own for roles.'),
  OIDC_ROLES_CLAIM: text('the name of a claim, or a path with dots')
    .default('roles')
    .describe('Claim that tells what somebody is: of the ID token, or else of the userinfo endpoint.'),
  OIDC_ROLES: rolesMap
    .default(new Map(ROLES.map((role) => [role, role])))
    .describe(
      'Which values of that claim mean which role; the highest counts, and who has none is not let in. Default: the roles’ own names.',
    ),
  OIDC_AUDIENCE: text('the value of the claim aud')
    .optional()
    .describe('Takes tokens of the same provider from scripts, if they are for this audience.'),
  OIDC_CLOCK_SKEW_SECONDS: count
    .default(60)
    .describe("How far the provider's clock may be from ours, in seconds."),
  SESSION_SECRET: secret
    .min(32)
    .meta({ expected: 'at least 32 random characters' })
    .optional()
    .describe(
      'With it sessions are sealed, so that they outlive a restart; the same for all instances. Another one signs everybody out.',
    ),
  SESSION_LIFETIME_MS: durationMs
    .default(8 * 60 * 60 * 1000)
    .describe('How long somebody stays signed in, in milliseconds. A role that is taken away holds so long.'),
  API_KEYS_FILE: yamlFile(
    z.strictObject({ keys: z.array(holder).min(1) }).transform(({ keys }) => keys),
    {
      description: 'The file that names the holders of API keys and their roles, in YAML: for scripts.',
      expected: 'the path of a file of API keys',
    },
  ).optional(),
  MASKED_FIELDS: namesList
    .default([])
    .describe(
      'Fields of the contracts that viewers are not shown, such as `unitPrice,confirmedPrice,subtotal,tax,freight,buyer`.',
    ),
}

type IdentityConfig = z.output<z.ZodObject<typeof identityVariables>>

/** What belongs together is given together. */
export function wholeIdentity({
  value: config,
  issues,
}: z.core.ParsePayload<IdentityConfig & { readonly PUBLIC_URL?: string | undefined }>): void {
  const report = (name: string, message: string) =>
    issues.push({ code: 'custom', path: [name], message, input: undefined })
  const { OIDC_ISSUER, PUBLIC_URL } = config
  const needed = ['OIDC_CLIENT_ID', 'SESSION_SECRET'] as const
  const isAsked = OIDC_ISSUER !== undefined || config.API_KEYS_FILE !== undefined
  if (isAsked && PUBLIC_URL !== undefined && !isUnreadableOnTheWay(PUBLIC_URL))
    report('PUBLIC_URL', 'must be https, or sessions and keys could be taken on the way')
  if (OIDC_ISSUER === undefined) {
    for (const name of [...needed, 'OIDC_CLIENT_SECRET', 'OIDC_AUDIENCE'] as const)
      if (config[name] !== undefined) report('OIDC_ISSUER', `${name} needs it`)
    return
  }
  for (const name of needed) if (config[name] === undefined) report(name, 'OIDC_ISSUER needs it')
  if (!isUnreadableOnTheWay(OIDC_ISSUER))
    report('OIDC_ISSUER', 'must be https, or anybody on the way could let people in')
}

/** Undefined where nobody is asked who they are. */
export function authenticationOf(config: IdentityConfig): Authentication | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, SESSION_SECRET, API_KEYS_FILE: keys = [] } = config
  if (issuer === undefined || clientId === undefined || SESSION_SECRET === undefined)
    return keys.length > 0 ? { keys } : undefined
  const { OIDC_ROLES_CLAIM: rolesClaim, OIDC_ROLES: roleOf, OIDC_AUDIENCE: audience } = config
  return {
    keys,
    provider: {
      provider: identityProvider({
        issuer,
        clientId,
        clientSecret: config.OIDC_CLIENT_SECRET,
        scope: config.OIDC_SCOPE,
        claim: rolesClaim,
        clockSkewSeconds: config.OIDC_CLOCK_SKEW_SECONDS,
      }),
      rolesClaim,
      roleOf,
      audience,
      seal: sealing(SESSION_SECRET),
      sessionLifetimeMs: config.SESSION_LIFETIME_MS,
    },
  }
}
