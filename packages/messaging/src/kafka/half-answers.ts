import Connection from 'kafkajs/src/network/connection.js'

const LENGTH_BYTES = 4

/**
 * kafkajs connects again with the same object, and reads the new answers behind what it holds of one that was cut off
 * in its middle. From then on it takes bytes for lengths: it waits for answers that have come, or dies of an index out
 * of range (trap T24). To be called once, before the first connection.
 */
export function forgetHalfAnswers(): void {
  const connect = Connection.prototype.connect
  Connection.prototype.connect = function connectAfresh(this: Connection): Promise<boolean> {
    if (!this.isConnected()) {
      this.chunks = []
      this.bytesBuffered = 0
      this.bytesNeeded = LENGTH_BYTES
    }
    return connect.call(this)
  }
}
