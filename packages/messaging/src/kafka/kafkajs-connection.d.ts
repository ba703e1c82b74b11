/** As much of kafkajs' own Connection as half-answers.ts needs: it is no part of its public interface. */
declare module 'kafkajs/src/network/connection.js' {
  export default class Connection {
    chunks: Buffer[]
    bytesBuffered: number
    bytesNeeded: number
    isConnected(): boolean
    connect(): Promise<boolean>
  }
}
