/** Of SAP's CAP and of Express only what server.ts uses: neither ships types. */
declare module '@sap/cds' {
  interface Service {
    before(
      events: readonly string[],
      entity: string,
      handler: (request: { readonly data: Record<string, unknown> }) => void,
    ): void
  }
  const cds: {
    env: { requires: Record<string, object>; query: { limit: object } }
    model: object
    readonly services: Readonly<Record<string, Service>>
    load(models: readonly string[]): Promise<object>
    readonly compile: { readonly for: { nodejs(model: object): object } }
    readonly connect: { to(name: string): Promise<unknown> }
    deploy(model: object): { to(name: string): Promise<unknown> }
    serve(names: string): { in(app: unknown): Promise<unknown> }
  }
  export default cds
}

declare module 'express' {
  import type { RequestListener } from 'node:http'
  const express: () => RequestListener
  export default express
}
