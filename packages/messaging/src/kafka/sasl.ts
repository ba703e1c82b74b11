import type { SASLOptions } from 'kafkajs'
import { type ClientCredentials, clientCredentialsToken } from './client-credentials.ts'

/** How a client says who it is (SASL). */
export type SaslOptions =
  | {
      readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
      readonly username: string
      readonly password: string
    }
  | ({ readonly mechanism: 'oauthbearer' } & ClientCredentials)

/** The same as kafkajs takes it: it reads the password, or asks for a token, at each connection. */
export function kafkaSasl(options: SaslOptions): SASLOptions {
  if (options.mechanism !== 'oauthbearer') {
    return {
      mechanism: options.mechanism as 'plain',
      username: options.username,
      get password() {
        return options.password
      },
    }
  }
  const token = clientCredentialsToken(options)
  return { mechanism: 'oauthbearer', oauthBearerProvider: async () => ({ value: await token() }) }
}
