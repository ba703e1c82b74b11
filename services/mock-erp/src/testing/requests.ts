import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { OrderDocument } from '../orders/document.ts'

/** Short ways of asking an app in tests. */
export function requests(app: () => FastifyInstance) {
  const get = (url: string): Promise<LightMyRequestResponse> => app().inject(url)
  const send = (
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<LightMyRequestResponse> =>
    body === undefined
      ? app().inject({ method, url, headers })
      : app().inject({
          method,
          url,
          headers: { 'content-type': 'application/json', ...headers },
          payload: JSON.stringify(body),
        })
  return {
    get,
    send,
    read: async (number: string): Promise<OrderDocument> =>
      (await get(`/api/purchase-orders/${number}`)).json(),
    patch: (number: string, ifMatch: string, body: unknown) =>
      send('PATCH', `/api/purchase-orders/${number}`, body, { 'if-match': ifMatch }),
  }
}
