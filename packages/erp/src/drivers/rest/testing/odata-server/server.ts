/**
 * An OData V4 server that is not ours: SAP's CAP, on SQLite in memory, with the entities of two ERPs. Ours are the models
 * beside it, the clock of changes, and gateway.ts before it. Its only argument is the size of its pages.
 */
import { createServer } from 'node:http'
import cds from '@sap/cds'
import express from 'express'
import { gateway, PASSWORD, USER } from './gateway.ts'

const pageSize = Number(process.argv[2])
cds.env.requires['db'] = { kind: 'sqlite', impl: '@cap-js/sqlite', credentials: { url: ':memory:' } }
cds.env.requires['auth'] = { kind: 'basic', users: { [USER]: { password: PASSWORD } } }
cds.env.query.limit = { default: pageSize, max: pageSize }

const app = express()
const models = ['sap.cds', 'business-central.cds'].map((name) => `${import.meta.dirname}/${name}`)
const model = await cds.load(models)
cds.model = cds.compile.for.nodejs(model)
await cds.connect.to('db')
await cds.deploy(model).to('db')
await cds.serve('all').in(app)

/** Every change has a moment of its own; the desk may say another. */
let clock = Date.UTC(2026, 10, 24, 20)
for (const [service, entity, moment] of [
  ['sap.PurchaseOrderService', 'PurchaseOrder', 'LastChangeDateTime'],
  ['bc.BusinessCentralService', 'purchaseOrders', 'lastModifiedDateTime'],
] as const) {
  serviceNamed(service).before(['CREATE', 'UPDATE'], entity, ({ data }) => {
    data[moment] ??= new Date((clock += 1)).toISOString()
  })
}

function serviceNamed(name: string) {
  const service = cds.services[name]
  if (!service) throw new Error(`the models have no service ${name}`)
  return service
}

const server = createServer(gateway(app)).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify(server.address())}\n`)
})
