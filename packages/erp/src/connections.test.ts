import { expect, test } from 'vitest'
import { ConnectionsInvalid, connectionsJsonSchema, openConnection, parseConnections } from './connections.ts'

const nothingSet = () => undefined
const minimal = `
connections:
  - id: adventure-works
    kind: mock-erp
    url: http://127.0.0.1:5010
`

function faultsOf(text: string, lookup: (name: string) => string | undefined = nothingSet): string[] {
  try {
    parseConnections(text, lookup)
  } catch (error) {
    if (error instanceof ConnectionsInvalid) return error.message.split('\n')
    throw error
  }
  return []
}

test('a name, a kind and a place are enough: the rest has defaults', () => {
  expect(parseConnections(minimal, nothingSet)).toEqual([
    {
      id: 'adventure-works',
      kind: 'mock-erp',
      url: 'http://127.0.0.1:5010',
      pollIntervalMs: { min: 250, max: 5000 },
      overlapMs: 30_000,
      pageSize: 500,
      concurrency: 16,
      timeoutMs: 10_000,
    },
  ])
})

test('${NAME} is taken from the environment, wherever it stands in a text', () => {
  const text = minimal.replace('127.0.0.1', '${ERP_HOST}') + '    token: ${ERP_TOKEN}'
  const environment: Record<string, string> = { ERP_HOST: 'erp.example', ERP_TOKEN: 'a: b #' }
  expect(faultsOf(text, (name) => environment[name])).toEqual([
    '/connections/0/token: must be a bearer token: letters, digits and -._~+/',
  ])
  environment['ERP_TOKEN'] = 'abc.def=='
  expect(parseConnections(text, (name) => environment[name])).toMatchObject([
    { url: 'http://erp.example:5010', token: 'abc.def==' },
  ])
})

test('a variable that is not set is named, together with all other faults', () => {
  const text = minimal.replace('5010', '5010\n    token: ${ERP_TOKEN}\n    note: ${}\n    pageSize: 0')
  expect(faultsOf(text)).toEqual([
    '/connections/0/token: needs the variable ERP_TOKEN, which is not set',
    '/connections/0/note: ${} names no variable',
    '/connections/0/pageSize: Too small: expected number to be >=1',
    '/connections/0: Unrecognized key: "note"',
  ])
})

test.each(['Adventure', '-a', 'a:b', 'a b', '', 'x'.repeat(65)])('"%s" is no name of a connection', (id) => {
  expect(faultsOf(minimal.replace('adventure-works', JSON.stringify(id)))).toEqual([
    expect.stringContaining('/connections/0/id: '),
  ])
})

test('two connections of one name are refused', () => {
  const again = minimal.replace('connections:', '').replace('5010', '5011')
  expect(faultsOf(minimal + again)).toEqual(['/connections/1/id: "adventure-works" occurs twice'])
})

test.each([
  ['ftp://127.0.0.1/', 'must be an http or https URL'],
  ['127.0.0.1:5010', 'must be an http or https URL'],
  ['http://user:secret@127.0.0.1/', 'must not hold a user or password: use token'],
  ['http://127.0.0.1/?company=1', 'must not hold a query or fragment'],
])('%s is no place: %s', (url, reason) => {
  expect(faultsOf(minimal.replace('http://127.0.0.1:5010', url))).toEqual([`/connections/0/url: ${reason}`])
})

test('an unknown kind is refused', () => {
  expect(faultsOf(minimal.replace('mock-erp', 'abacus'))).toEqual([
    expect.stringContaining('/connections/0/kind: '),
  ])
})

test('the longest wait must not be shorter than the shortest', () => {
  expect(faultsOf(`${minimal}    pollIntervalMs: 1000`)).toEqual([
    '/connections/0/pollIntervalMs: must name the shortest and the longest wait, such as { min: 250, max: 5000 }',
  ])
  expect(faultsOf(`${minimal}    pollIntervalMs: { min: 2000, max: 1000 }`)).toEqual([
    '/connections/0/pollIntervalMs/max: must not be less than min',
  ])
})

test('a file that is no YAML is refused with the place, without quoting it', () => {
  const [fault = '', ...others] = faultsOf('connections:\n  - token: "secret\n  x')
  expect([fault, others]).toEqual([expect.stringMatching(/^the file: is not YAML: .* at line \d+/), []])
  expect(fault).not.toContain('secret')
})

test.each(['', 'connections: []', '[]', 'connections'])('%j configures nothing and is refused', (text) => {
  expect(faultsOf(text)).not.toEqual([])
})

test('the password of a Tryton must not be written into the file', () => {
  const written = (password: string) =>
    `connections: [{ id: a, kind: tryton, url: 'http://erp', database: a, user: b, password: '${password}' }]`
  expect(faultsOf(written('hush'))).toEqual([
    expect.stringMatching(/^\/connections\/0\/password: must not be/),
  ])
  expect(parseConnections(written('${P}'), () => 'hush')).toMatchObject([{ password: 'hush', series: '7.8' }])
})

test('the JSON Schema describes every field of the file', () => {
  const { properties } = connectionsJsonSchema() as {
    properties: {
      connections: { items: { oneOf: { properties: Record<string, { description?: string }> }[] } }
    }
  }
  for (const kind of properties.connections.items.oneOf) {
    for (const [field, { description }] of Object.entries(kind.properties)) {
      if (field !== 'kind') expect(description, field).toBeTypeOf('string')
    }
  }
  expect(properties.connections.items.oneOf.map((kind) => Object.keys(kind.properties))).toEqual([
    expect.arrayContaining(['id', 'kind', 'url', 'token', 'pollIntervalMs', 'timeoutMs']),
    expect.arrayContaining(['id', 'kind', 'url', 'access', 'changes', 'order', 'updates']),
    expect.arrayContaining(['id', 'kind', 'url', 'database', 'user', 'password', 'series']),
    expect.arrayContaining(['id', 'kind', 'pollIntervalMs', 'timeoutMs']),
  ])
})

test('a connection is opened by its kind and bears its name', async () => {
  const [config] = parseConnections(minimal, nothingSet)
  if (!config) throw new Error('no connection')
  const connection = openConnection(config)
  expect(connection).toMatchObject({ id: 'adventure-works', kind: 'mock-erp' })
  await connection.close()
})
