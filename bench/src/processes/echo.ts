// A process: the least that an HTTP service with JSON costs. It parses what it is sent and answers with it.
import Fastify from 'fastify'

const app = Fastify()
app.post<{ Body: unknown }>('/send', (request, reply) =>
  reply.send({ data: request.body, message: 'Mensaje enviado a Kafka' }),
)
const url = await app.listen({ port: 0, host: '127.0.0.1' })
process.stdout.write(`${JSON.stringify({ url })}\n`)
