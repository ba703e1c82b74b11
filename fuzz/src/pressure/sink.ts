/**
 * A process of its own: what the least is that can be done for who presses on the gateway. It refuses whatever it is
 * sent, without reading it; or it never answers, and gives the place of the oldest connection to whoever comes when so
 * many are open.
 */
import { createServer, type Socket } from 'node:net'

const [, , port = '0', places = '0'] = process.argv
const ANSWER = 'HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 2\r\n\r\n{}'
const most = Number(places)
const open = new Set<Socket>()

const server = createServer((socket) => {
  socket.on('error', () => {})
  // The flood has one small request under way on each connection, so that what arrives is a whole one.
  if (most === 0) socket.on('data', () => socket.write(ANSWER))
  else hold(socket)
})
server.listen(Number(port), '127.0.0.1')
process.on('disconnect', () => process.exit())

function hold(socket: Socket): void {
  const [oldest] = open.size < most ? [] : open
  oldest?.resetAndDestroy()
  open.add(socket)
  socket.on('close', () => open.delete(socket))
  socket.resume()
}
