/** A connections file to begin with: the least that makes a Tryton's orders flow, and beside it what is usual. */
export function startingTrytonConfiguration(id: string): string {
  return `# yaml-language-server: $schema=docs/connections.schema.json
# The line above makes an editor complete and check this file: put the path to that file there.
# docs/connect-tryton.md says what is read and written; \`adapter erp check ${id}\` shows what comes out of it.
connections:
  - id: ${id}                # never change it: it begins every order's key
    kind: tryton
    url: \${ERP_URL}            # https://erp.example, without the database
    database: \${ERP_DATABASE}
    # series: '8.0'            # 7.8 is the default; 8.0 answers at another path
    user: \${ERP_USER}          # in the groups Purchase and Stock, of the company whose orders are read
    password: '\${ERP_PASSWORD}'

    # overlapMs: 30000         # longer than Tryton's longest transaction
    # pageSize: 500
    # concurrency: 16          # orders written at the same time
    # timeoutMs: 10000
    # pollIntervalMs: { min: 250, max: 5000 }
    # networks: [10.20.0.0/16] # where its address must lie
`
}
