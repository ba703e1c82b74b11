/** A connections file to begin with: the least that makes orders flow, and beside it, commented out, what is usual. */
export function startingRestConfiguration(id: string): string {
  return `# yaml-language-server: $schema=docs/connections.schema.json
# The line above makes an editor complete and check this file: put the path to that file there.
# docs/connect-an-erp.md walks through it; \`adapter erp check ${id}\` shows what comes out of it.
connections:
  - id: ${id}                # never change it: it begins every order's key
    kind: rest
    url: \${ERP_URL}            # https://erp.example/api/v2
    # timeZone: Europe/Berlin  # of moments that come without a zone
    # headers: { X-Company: '100' }

    access:                    # one of these, or none; secrets from the environment only
      bearer: { token: '\${ERP_TOKEN}' }
      # basic: { user: adapter, password: '\${ERP_PASSWORD}' }
      # apiKey: { header: X-API-Key, key: '\${ERP_KEY}' }
      # oauth2: { tokenUrl: 'https://login.example/token', clientId: adapter, clientSecret: '\${ERP_SECRET}' }
      # session: { path: /login, user: adapter, password: '\${ERP_PASSWORD}' }

    changes:                   # the list of orders
      path: /purchase-orders
      query:                   # a parameter without a value, such as the first {since}, is left out
        modified_since: '{since}'
        limit: '{limit}'
        offset: '{offset}'
      rows: items              # where in the answer the orders are; $ is the answer itself
      paging: { by: offset }   # or none, page, keyset, cursor, link, link-header
      # border: exclusive      # when orders of exactly {since} are not in the answer
      # sorted: false          # when the list cannot be sorted by the moment of change
      # readEach: true         # when the list does not hold all of each order
      # Without {since} or {sequence} everything is read again and again, and compared.

    read:                      # one order
      path: /purchase-orders/{number}
      # document: data

    # parts:                   # what must be asked for besides, for each order
    #   lines: { path: '/purchase-orders/{number}/lines', rows: items }

    order:                     # our fields on the left; on the right a JSONata expression over the ERP's document
      number: number
      version: version         # what is different after every change; left out, a fingerprint
      # revision: revision     # grows only when the buyer changes what is ordered
      status:
        from: status
        codes: { open: ISSUED, confirmed: CONFIRMED, closed: CLOSED, cancelled: CANCELLED }
        # otherwise: ISSUED
      changedAt: modified_at
      orderDate: order_date
      supplier: { id: supplier.id, name: supplier.name }
      currency: currency       # a constant stands in quotes of its own: '"EUR"'
      lines:
        each: lines
        line: line_no
        product: { id: product.id, name: product.name }
        unit: unit
        quantity: quantity
        unitPrice: unit_price
        # dueDate: due_date

    # updates:                 # how answers come back; a kind that is left out is parked
    #   method: PATCH
    #   path: /purchase-orders/{number}
    #   condition: if-match    # or in-request, { header, value }, none
    #   applied: { ids: applied_updates.id }
    #   shippingNotice:
    #     body: |
    #       { "update_id": id, "shipped": [shippingNotice.lines.{ "line_no": $number(line), "quantity": quantity }] }

    # failures:                # answers that mean something else than their status says
    #   - { when: 'body.error.code = "LOCKED"', means: conflict, message: body.error.text }
`
}
