/** A connections file for a mock ERP. */
export function startingMockErpConfiguration(id: string): string {
  return `# yaml-language-server: $schema=docs/connections.schema.json
connections:
  - id: ${id}
    kind: mock-erp
    url: \${ERP_URL}            # http://127.0.0.1:5010
    # token: '\${ERP_TOKEN}'
`
}
