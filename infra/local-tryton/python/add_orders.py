"""Adds orders of two lines each, quoted: with a number, and as their suppliers see them.

python add_orders.py DATABASE CONFIGURATION COUNT
"""
import sys
from decimal import Decimal

from trytond import config

database, configuration, count = sys.argv[1:]
config.update_etc(configuration)

from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction  # noqa: E402

# A transaction over all of them would keep every order in memory.
AT_ONCE = 50
# What the dearest product costs: no supplier asks for more.
PRICE = Decimal('46.27')

Pool.start()
pool = Pool(database)
with Transaction().start(database, 0):
    pool.init()


def order(number, parties, products, term):
    lines = [{
        'product': product.id, 'unit': product.default_uom.id, 'quantity': 100. * place,
        'unit_price': PRICE,
        } for place, product in enumerate([products[(number + place) % len(products)] for place in (1, 2)], 1)]
    party = parties[number % len(parties)]
    address = party.addresses[0].id
    return {
        'party': party.id, 'invoice_party': party.id, 'invoice_address': address, 'payment_term': term.id,
        'lines': [('create', lines)],
        }


for first in range(0, int(count), AT_ONCE):
    with Transaction().start(database, 1, context={'company': 1}) as transaction:
        Party, Product, Term, Purchase, User = map(pool.get, [
            'party.party', 'product.product', 'account.invoice.payment_term', 'purchase.purchase', 'res.user'])
        parties = Party.search([('name', '!=', 'Example Buyer')], order=[('code', 'ASC')])
        products = Product.search([], order=[('id', 'ASC')])
        [term] = Term.search([], limit=1)
        numbers = range(first, min(first + AT_ONCE, int(count)))
        orders = Purchase.create([order(number, parties, products, term) for number in numbers])
        Purchase.quote(orders)
        transaction.commit()
