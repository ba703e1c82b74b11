/** From the environment to a real broker and a real registry, each set up to let in only whom it knows. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttp, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createHttps, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { connectRegistry, contracts, registerContracts } from '@channel-adapter/contracts'
import { addScramUser, type KafkaCluster, makeCertificates, startKafka } from '@channel-adapter/local-kafka'
import { connectKafka, createPublisher, createTopics, readToEnd } from '@channel-adapter/messaging'
import { unique } from '@channel-adapter/messaging/testing'
import {
  brokerVariables,
  kafkaAccess,
  loadConfig,
  registryAccess,
  registryVariables,
  wholeAccess,
} from '@channel-adapter/process'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { checkKafka } from './doctor/check-kafka.ts'

type Environment = Readonly<Record<string, string>>

const PASSWORD = 'canary-5f2c'
const openssl = opensslVersion()
const files = mkdtempSync(join(tmpdir(), 'secured-'))

describe.skipIf(openssl < 3)(`with certificates (needs openssl 3; here: ${openssl || 'none'})`, () => {
  let kafka: KafkaCluster
  let certificates: ReturnType<typeof makeCertificates>
  let stranger: ReturnType<typeof makeCertificates>

  beforeAll(async () => {
    certificates = makeCertificates('adapter')
    stranger = makeCertificates('adapter')
    const store = 'listener.name.mutual.ssl'
    kafka = await startKafka({
      listeners: { MUTUAL: 'SSL', SASL: 'SASL_SSL' },
      properties: {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': certificates.server.both,
        'ssl.truststore.type': 'PEM',
        'ssl.truststore.location': certificates.ca,
        [`${store}.client.auth`]: 'required',
        'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
        'listener.name.sasl.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_adapter="${PASSWORD}";`,
        ...scram('256'),
        ...scram('512'),
        'listener.name.sasl.oauthbearer.sasl.jaas.config':
          'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";',
      },
    })
    for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const) {
      await addScramUser(kafka.nodes[0]?.port ?? 0, { name: 'adapter', password: PASSWORD, mechanism })
    }
  }, 120_000)

  afterAll(async () => {
    await kafka?.stop()
    for (const { ca } of [certificates, stranger]) rmSync(dirname(ca), { recursive: true })
  })

  const tls = () => ({
    KAFKA_TLS: 'true',
    KAFKA_TLS_CA_FILE: certificates.ca,
    KAFKA_BROKERS: kafka.listeners['SASL']?.join(',') ?? '',
  })
  const mutual = () => ({ ...tls(), KAFKA_BROKERS: kafka.listeners['MUTUAL']?.join(',') ?? '' })
  const password = (mechanism: string, path = fileWith(PASSWORD)) => ({
    ...tls(),
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: 'adapter',
    KAFKA_SASL_PASSWORD_FILE: path,
  })

  describe('a broker', () => {
    test.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])(
      'lets in by %s whom it knows',
      async (mechanism) => {
        expect(await roundTrip(password(mechanism))).toEqual(['hello'])
      },
    )

    test.each(['PLAIN', 'SCRAM-SHA-512'])(
      'refuses a wrong password by %s, and nobody tells it',
      async (mechanism) => {
        const said: string[] = []
        const refused = roundTrip(password(mechanism, fileWith('wrong-9e1d')), (entry) => said.push(entry))
        const error: unknown = await refused.catch((reason: unknown) => reason)
        expect(String(error)).toMatch(/authentication/i)
        expect(said.join() + String(error)).not.toContain('wrong-9e1d')
      },
    )

    test('is asked again with the password that is in the file by then', async () => {
      const path = fileWith('wrong')
      vi.stubEnv('KAFKA_SASL_PASSWORD_FILE', path)
      onTestFinished(() => {
        vi.unstubAllEnvs()
      })
      const client = connect(password('PLAIN', path))
      await expect(createTopics(client, [])).rejects.toThrow(/authentication/i)
      writeFileSync(path, PASSWORD)
      expect(await createTopics(client, [])).toEqual([])
    })

    test('lets in by a token of a token endpoint', async () => {
      const endpoint = await tokenEndpoint('adapter-client', 'secret-77ab')
      const env = {
        ...tls(),
        KAFKA_SASL_MECHANISM: 'OAUTHBEARER',
        KAFKA_OAUTH_TOKEN_URL: endpoint.url,
        KAFKA_OAUTH_CLIENT_ID: 'adapter-client',
        KAFKA_OAUTH_CLIENT_SECRET: 'secret-77ab',
        KAFKA_OAUTH_SCOPE: 'kafka',
      }
      expect(await roundTrip(env)).toEqual(['hello'])
      expect(endpoint.bodies[0]).toBe('grant_type=client_credentials&scope=kafka')
      await expect(roundTrip({ ...env, KAFKA_OAUTH_CLIENT_SECRET: 'wrong' })).rejects.toThrow('answers 401')
    })

    test('lets in by a certificate, and nobody without one or with a stranger’s', async () => {
      const ours = {
        KAFKA_TLS_CERT_FILE: certificates.client.cert,
        KAFKA_TLS_KEY_FILE: certificates.client.key,
      }
      const theirs = { KAFKA_TLS_CERT_FILE: stranger.client.cert, KAFKA_TLS_KEY_FILE: stranger.client.key }
      expect(await roundTrip({ ...mutual(), ...ours })).toEqual(['hello'])
      // Each is tried for some seconds: at once.
      await Promise.all([
        expect(roundTrip(mutual())).rejects.toThrow(/alert|closed|ECONNRESET/i),
        expect(roundTrip({ ...mutual(), ...theirs })).rejects.toThrow(/alert|closed|ECONNRESET/i),
        expect(roundTrip({ ...mutual(), ...ours, KAFKA_TLS_CA_FILE: stranger.ca })).rejects.toThrow(
          /certificate|signature/i,
        ),
      ])
    })
  })

  describe('the doctor', () => {
    const seenWith = (env: Environment, now = Date.now()) => {
      const config = loadConfig(z.object(brokerVariables).check(wholeAccess), env)
      const client = connect(env)
      const tested = {
        kafka: client,
        access: kafkaAccess(config),
        topicPrefix: '',
        connections: [],
        keptApart: [],
      }
      return checkKafka(tested, now)
    }

    test('sees whose certificate is good, whose nobody vouches for, and who is not let in', async () => {
      const good = password('PLAIN')
      const [seen, strange, refused, soon] = await Promise.all([
        // The certificates of the tests are good for a day.
        seenWith(good, Date.now() - 30 * 86_400_000),
        seenWith({ ...good, KAFKA_TLS_CA_FILE: stranger.ca }),
        seenWith(password('PLAIN', fileWith('wrong'))),
        seenWith(good),
      ])
      expect(seen[0]).toMatchObject({
        level: 'fine',
        text: expect.stringContaining('its certificate is good') as unknown,
      })
      expect(seen[1]).toMatchObject({ level: 'fine', text: 'Kafka 4.1 or newer' })
      expect(strange[0]).toMatchObject({
        level: 'fault',
        mend: expect.stringContaining('KAFKA_TLS_CA') as unknown,
      })
      expect(refused[1]).toMatchObject({
        level: 'fault',
        text: expect.stringMatching(/authentication/i) as unknown,
        mend: expect.stringContaining('KAFKA_SASL_') as unknown,
      })
      expect(JSON.stringify([seen, strange, refused])).not.toContain(PASSWORD)
      expect(soon[0]).toMatchObject({ level: 'fault', mend: 'have it renewed' })
      expect(soon[1]).toMatchObject({ level: 'fine', text: 'Kafka 4.1 or newer' })
    })
  })

  describe('a registry', () => {
    const authority = () => ({ SCHEMA_REGISTRY_TLS_CA_FILE: certificates.ca })
    const basic = { SCHEMA_REGISTRY_USERNAME: 'adapter', SCHEMA_REGISTRY_PASSWORD: PASSWORD }

    test('is reached by TLS, and lets in by Basic or by bearer', async () => {
      for (const [env, header] of [
        [basic, `Basic ${btoa(`adapter:${PASSWORD}`)}`],
        [{ SCHEMA_REGISTRY_TOKEN: PASSWORD }, `Bearer ${PASSWORD}`],
      ] as const) {
        const url = await registryBehindTls(header)
        const address = { SCHEMA_REGISTRY_URL: url, ...authority() }
        await registerContracts(registryOf({ ...address, ...env }), unique('secured.'))
        const wrong = { ...address, ...env, SCHEMA_REGISTRY_TOKEN: 'wrong-9e1d' }
        const {
          SCHEMA_REGISTRY_USERNAME: _user,
          SCHEMA_REGISTRY_PASSWORD: _password,
          ...byToken
        } = wrong as Environment
        const error: unknown = await registryOf(byToken)
          .schemaById(1)
          .catch((reason: unknown) => reason)
        expect(String(error)).toContain('did not answer')
        expect(String(error)).not.toContain('wrong-9e1d')
      }
    })

    test('for whom nobody vouches that we trust gets no password', async () => {
      const seen: unknown[] = []
      const url = await registryBehindTls('never', (from) => seen.push(from.headers))
      const env = { SCHEMA_REGISTRY_URL: url, SCHEMA_REGISTRY_TLS_CA_FILE: stranger.ca, ...basic }
      await expect(registryOf(env).idOf(contracts.order, 'x')).rejects.toThrow(/certificate|signature/i)
      expect(seen).toEqual([])
    })

    test('lets in by a certificate, and nobody without one or with a stranger’s', async () => {
      const url = await registryBehindTls(undefined, undefined, {
        requestCert: true,
        ca: readFileSync(certificates.ca),
      })
      const address = { SCHEMA_REGISTRY_URL: url, ...authority() }
      const withPair = ({ client }: ReturnType<typeof makeCertificates>) => ({
        ...address,
        SCHEMA_REGISTRY_TLS_CERT_FILE: client.cert,
        SCHEMA_REGISTRY_TLS_KEY_FILE: client.key,
      })
      await registerContracts(registryOf(withPair(certificates)), unique('secured.'))
      for (const env of [address, withPair(stranger)])
        await expect(registryOf(env).schemaById(1)).rejects.toThrow('did not answer')
    })

    /** The real one, behind what a deployment puts before it. @param authorization undefined where the certificate is enough */
    async function registryBehindTls(
      authorization: string | undefined,
      seen: (from: IncomingMessage) => void = () => {},
      asked: Pick<ServerOptions, 'requestCert' | 'ca'> = {},
    ): Promise<string> {
      const real = new URL(inject('schemaRegistryUrl'))
      const port = await serve(
        (answer) =>
          createHttps(
            {
              key: readFileSync(certificates.server.key),
              cert: readFileSync(certificates.server.cert),
              ...asked,
            },
            answer,
          ),
        (from, to) => {
          seen(from)
          if (from.headers.authorization !== authorization) {
            to.writeHead(401).end('{}')
            return
          }
          const { method, headers, url: path } = from
          const onward = request(
            { host: real.hostname, port: real.port, method, path, headers },
            (answer) => {
              to.writeHead(answer.statusCode ?? 500, answer.headers)
              answer.pipe(to)
            },
          )
          from.pipe(onward)
        },
      )
      return `https://localhost:${port}${real.pathname}`
    }
  })
})

/** Settings of a SCRAM mechanism on the listener SASL. */
function scram(bits: string): Environment {
  const name = `listener.name.sasl.scram-sha-${bits}.sasl.jaas.config`
  return { [name]: 'org.apache.kafka.common.security.scram.ScramLoginModule required;' }
}

function connect(env: Environment, said: (entry: string) => void = () => {}) {
  const config = loadConfig(z.object(brokerVariables).check(wholeAccess), env)
  const say = (fields: object, message: string) => said(JSON.stringify(fields) + message)
  const log = { debug: say, info: say, warn: say, error: say }
  return connectKafka({ ...kafkaAccess(config), clientId: 'secured', log })
}

/** What committed readers find of a message that was sent, each over this way. */
async function roundTrip(env: Environment, said?: (entry: string) => void): Promise<string[]> {
  const kafka = connect(env, said)
  const topic = unique('secured')
  await createTopics(kafka, [{ name: topic, partitions: 1, config: {} }])
  const publisher = createPublisher(kafka)
  onTestFinished(() => publisher.stop())
  await publisher.publish([{ topic, key: 'k', value: Buffer.from('hello'), headers: {} }])
  const values: string[] = []
  await readToEnd(kafka, topic, ({ value }) => values.push(String(value)))
  return values
}

function registryOf(env: Environment) {
  return connectRegistry(registryAccess(loadConfig(z.object(registryVariables).check(wholeAccess), env)))
}

function fileWith(content: string): string {
  const path = join(files, unique('secret'))
  writeFileSync(path, content)
  return path
}
afterAll(() => rmSync(files, { recursive: true }))

/** Gives unsecured tokens (RFC 7515, A.5), which a broker without a key of the issuer takes. */
async function tokenEndpoint(id: string, secret: string) {
  const bodies: string[] = []
  const port = await serve(createHttp, (from, to) => {
    if (from.headers.authorization !== `Basic ${btoa(`${id}:${secret}`)}`) {
      to.writeHead(401).end()
      return
    }
    void text(from).then((body) => bodies.push(body))
    const now = Math.floor(Date.now() / 1000)
    const parts = [{ alg: 'none' }, { sub: 'adapter', iat: now, exp: now + 600, scope: 'kafka' }]
    const token = `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`
    to.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 600 }))
  })
  return { url: `http://127.0.0.1:${port}/token`, bodies }
}

type Answer = (from: IncomingMessage, to: ServerResponse) => void

async function serve(
  create: (answer: Answer) => ReturnType<typeof createHttp>,
  answer: Answer,
): Promise<number> {
  const server = create(answer)
  onTestFinished(() => server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

function opensslVersion(): number {
  try {
    return Number(/^OpenSSL (\d+)/.exec(String(execFileSync('openssl', ['version'])))?.[1] ?? 0)
  } catch {
    return 0
  }
}
