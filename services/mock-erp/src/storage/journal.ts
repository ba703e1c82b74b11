import type { DatabaseSync } from 'node:sqlite'

interface JournalRow {
  readonly seq: number
  readonly text: string
}

/** The ERP's own record of what took effect, and when. */
export interface Journal {
  /** Entries after a sequence number as JSON texts, oldest first. */
  after(seq: number, limit: number): JournalRow[]
}

export function openJournal(database: DatabaseSync): Journal {
  const select = database.prepare(
    `SELECT seq, json_object('seq', seq, 'number', CAST(number AS TEXT), 'version', version, 'revision', revision,
       'at', at, 'actor', actor, 'update_id', update_id, 'summary', json(summary)) AS text
     FROM journal WHERE seq > ? ORDER BY seq LIMIT ?`,
  )
  return { after: (seq, limit) => select.all(seq, limit) as unknown as JournalRow[] }
}
