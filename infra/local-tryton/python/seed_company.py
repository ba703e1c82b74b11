"""Fills an initialised Tryton: a company, a unit, suppliers, products, and the user the adapter signs in as.

python seed_company.py DATABASE CONFIGURATION USER PASSWORD
"""
import datetime as dt
import sys
from decimal import Decimal

from trytond import config

database, configuration, login, password = sys.argv[1:]
# Before anything else of trytond's is imported: it chooses the backend.
config.update_etc(configuration)

from proteus import Model, config as proteus_config  # noqa: E402
from trytond.modules.account.tests.tools import create_chart, get_accounts  # noqa: E402
from trytond.modules.account_invoice.tests.tools import create_payment_term  # noqa: E402
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402

# What the demo's suppliers sell: numbers and prices are those of the dataset in packages/adventureworks.
SUPPLIERS = [('1578', 'Vision Cycles, Inc.'), ('1678', 'Proseware, Inc.')]
PRODUCTS = [
    ('CA-5965', 'LL Crankarm', '28.17'), ('CA-6738', 'ML Crankarm', '34.38'), ('CA-7457', 'HL Crankarm', '46.27')]

proteus_config.set_trytond(database, user='admin', config_file=configuration)
Party, Category, Uom, UomCategory, Template, ProductSupplier, User, Group = map(Model.get, [
    'party.party', 'product.category', 'product.uom', 'product.uom.category', 'product.template',
    'purchase.product_supplier', 'res.user', 'res.group'])

buyer = Party(name='Example Buyer')
buyer.save()
create_company(party=buyer, currency='eur')
company = get_company()
create_chart()
accounts = get_accounts()
create_payment_term().save()

category = Category(name='Parts', accounting=True)
category.account_expense, category.account_revenue = accounts['expense'], accounts['revenue']
category.save()
# Tryton's own unit is whole; half a metre must be sayable, too.
units = UomCategory(name='Length of goods')
units.save()
unit = Uom(name='Running metre', symbol='rm', category=units, rate=1, factor=1, rounding=0.0001, digits=4)
unit.save()

suppliers = []
for code, name in SUPPLIERS:
    party = Party(name=name, code=code)
    party.addresses[0].street, party.addresses[0].city = 'Street 1', 'Town'
    party.save()
    suppliers.append(party)
for code, name, price in PRODUCTS:
    template = Template(name=name, default_uom=unit, type='goods', purchasable=True)
    template.list_price, template.account_category = Decimal(price), category
    template.products[0].suffix_code = code
    template.save()
    for party in suppliers:
        supply = ProductSupplier(
            template=template, product=template.products[0], party=party, currency=company.currency)
        supply.lead_time = dt.timedelta(days=10)
        supply.save()

groups = {group.name: group for group in Group.find([])}
user = User(name='Channel adapter', login=login, password=password)
for name in ['Purchase', 'Stock']:
    user.groups.append(Group(groups[name].id))
user.companies.append(company)
user.company = company
user.save()
