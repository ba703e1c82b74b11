/** A process of its own: refuses whatever it is sent, without reading it, for as little work as can be. */
import { createServer } from 'node:net'

const [, , port = '0'] = process.argv
const ANSWER = 'HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 2\r\n\r\n{}'

// The flood has one small request under way on each connection, so that what arrives is a whole one.
const server = createServer((socket) => {
  socket.on('data', () => socket.write(ANSWER))
  socket.on('error', () => {})
})
server.listen(Number(port), '127.0.0.1')
process.on('disconnect', () => process.exit())
