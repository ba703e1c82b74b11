// purchaseOrders of Dynamics 365 Business Central's API v2.0, as far as docs/examples/business-central.yaml uses it.
// Names are those of its published reference.
namespace bc;

entity companies {
  key id         : UUID;
  name           : String(30);
  purchaseOrders     : Association to many purchaseOrders on purchaseOrders.ofCompany = $self;
  purchaseOrderLines : Association to many purchaseOrderLines on purchaseOrderLines.ofCompany = $self;
}

entity purchaseOrders {
  key id                  : UUID;
  number                  : String(20);
  orderDate               : Date;
  vendorId                : UUID;
  vendorNumber            : String(20);
  vendorName              : String(100);
  currencyCode            : String(10);
  requestedReceiptDate    : Date;
  totalAmountExcludingTax : Decimal(18, 2);
  totalTaxAmount          : Decimal(18, 2);
  fullyReceived           : Boolean default false;
  status                  : String(20) default 'Open';
  lastModifiedDateTime    : Timestamp @odata.etag;
  ofCompany               : Association to companies;
  purchaseOrderLines      : Composition of many purchaseOrderLines on purchaseOrderLines.ofOrder = $self;
}

entity purchaseOrderLines {
  key id              : UUID;
  ofOrder             : Association to purchaseOrders;
  ofCompany           : Association to companies;
  sequence            : Integer;
  lineType            : String(20) default 'Item';
  lineObjectNumber    : String(20);
  description         : String(100);
  unitOfMeasureCode   : String(10);
  quantity            : Decimal(18, 5);
  directUnitCost      : Decimal(18, 5);
  expectedReceiptDate : Date;
  receivedQuantity    : Decimal(18, 5) default 0;
}

@path    : '/v2.0/production/api/v2.0'
@requires: 'authenticated-user'
service BusinessCentralService {
  entity companies as projection on bc.companies;
  entity purchaseOrders as projection on bc.purchaseOrders;
  entity purchaseOrderLines as projection on bc.purchaseOrderLines;
}
