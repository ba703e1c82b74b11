/** Where a Tryton keeps its data on this machine. */
export type DatabaseKind = 'sqlite' | 'postgresql'

export type Row = Readonly<Record<string, unknown>>

/** Tryton's database while it runs: for what no API does. */
export interface Database {
  /** What trytond.conf says of it. */
  readonly uri: string
  /** What Tryton finds its driver by. */
  readonly env: NodeJS.ProcessEnv
  /** The rows of a SELECT; moments are text. */
  rows(select: string): Promise<Row[]>
  /** Carries out statements, all or none. */
  execute(statements: string): Promise<void>
  /**
   * Keeps what a SELECT … FOR UPDATE names from everybody else.
   * @returns what lets go of it
   * @throws Error where the database locks no rows
   */
  hold(select: string): Promise<() => Promise<void>>
  stop(): Promise<void>
}

/** How databases of one kind are kept in a folder, which can be copied while they are stopped. */
export interface DatabaseServer {
  /** What its data can be used by: other databases than these cannot read it. */
  readonly version: string
  /** Makes an empty database in a folder that is there. */
  create(folder: string): Promise<void>
  open(folder: string): Promise<Database>
}
