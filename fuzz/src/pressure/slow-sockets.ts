/** A process of its own: so many connections whose request comes byte by byte, one a second. Each that is ended comes back. */
import { connect, type Socket } from 'node:net'

const [, , url = '', count = '0'] = process.argv
const { hostname, port } = new URL(url)
const SLICES = 100
const HEAD = 'POST /send HTTP/1.1\r\nhost: gateway\r\nx-slow: '
const sockets: (Socket | undefined)[] = Array.from({ length: Number(count) })

function open(at: number): void {
  const socket = connect(Number(port), hostname)
  sockets[at] = socket
  socket.on('connect', () => socket.write(HEAD))
  socket.on('error', () => {})
  socket.on('close', () => (sockets[at] = undefined))
  socket.resume()
}

let slice = 0
setInterval(() => {
  for (let at = slice; at < sockets.length; at += SLICES) {
    const socket = sockets[at]
    if (!socket) open(at)
    else if (!socket.connecting) socket.write('x')
  }
  slice = (slice + 1) % SLICES
  // How many hold a place: those that are refused are closed at once.
  if (slice === 0) process.send?.(sockets.filter((socket) => socket?.readyState === 'open').length)
}, 1000 / SLICES)
process.on('disconnect', () => process.exit())
