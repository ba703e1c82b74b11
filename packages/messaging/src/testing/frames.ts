/**
 * Cuts a stream of Kafka's protocol into its messages: each is preceded by its length, in four bytes.
 * @returns what takes the stream's chunks; it passes on whole messages, lengths included
 */
export function frameSplitter(onFrame: (frame: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer[] = []
  let held = 0
  return (chunk) => {
    rest.push(chunk)
    held += chunk.length
    for (;;) {
      if (held < 4) return
      // Joined only when a message is whole: a large one comes in many chunks.
      const first = rest[0] as Buffer
      const all = first.length < 4 ? Buffer.concat(rest) : first
      const length = 4 + all.readInt32BE(0)
      if (held < length) return
      const whole = rest.length === 1 ? first : Buffer.concat(rest)
      onFrame(whole.subarray(0, length))
      rest = [whole.subarray(length)]
      held -= length
    }
  }
}
