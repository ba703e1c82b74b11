/** A message that is none, as it was poured onto a topic. */
export interface Poured {
  /** It carries its number in a header, also where it is put aside. */
  readonly n: number
  readonly topic: string
  /** The groups of which each must put it aside. */
  readonly groups: readonly string[]
}

/** One of them, in a group's failure channel. */
export interface PutAside {
  readonly n: number
  readonly group: string
  readonly channel: 'invalid' | 'dlq'
}

/** What is not as it must be: each in each of its groups' Invalid Message Channels once, and nowhere else. Pure. */
export function judgeMessages(poured: readonly Poured[], aside: readonly PutAside[]): string[] {
  const found = Map.groupBy(aside, ({ n }) => n)
  return poured.flatMap(({ n, topic, groups }) => {
    const places = (found.get(n) ?? []).map(({ group, channel }) => `${group}.${channel}`)
    const wanted = groups.map((group) => `${group}.invalid`)
    return [
      ...wanted.filter((place) => !places.includes(place)).map((place) => `is not in ${place}`),
      ...places.filter((place) => !wanted.includes(place)).map((place) => `is in ${place}`),
      ...places.filter((place, at) => places.indexOf(place) < at).map((place) => `is twice in ${place}`),
    ].map((what) => `message ${n} of ${topic} ${what}`)
  })
}
