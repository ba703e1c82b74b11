// API_PURCHASEORDER_2 (OData V4) of SAP S/4HANA, as far as docs/examples/sap-s4hana.yaml uses it. Names, types and
// lengths are those of its published metadata; what begins with YY1_ is what a customer adds as custom fields.
namespace sap;

entity PurchaseOrder {
  key PurchaseOrder          : String(10);
  PurchaseOrderType          : String(4) default 'NB';
  PurchaseOrderDate          : Date;
  LastChangeDateTime         : Timestamp @odata.etag;
  PurchaseOrderDeletionCode  : String(1) default '';
  PurchasingProcessingStatus : String(2) default '05';
  CompanyCode                : String(4) default '1010';
  Supplier                   : String(10);
  CorrespncExternalReference : String(12) default '';
  DocumentCurrency           : String(3);
  YY1_Revision_PDH           : Integer default 1;
  YY1_Status_PDH             : String(20) default '';
  YY1_ResponseCode_PDH       : String(2) default '';
  YY1_ResponseRev_PDH        : Integer;
  YY1_ResponseReason_PDH     : String(255) default '';
  YY1_StockCode_PDH          : String(12) default '';
  YY1_StockRev_PDH           : Integer;
  YY1_UpdateIds_PDH          : String(255) default '';
  _PurchaseOrderItem         : Composition of many PurchaseOrderItem on _PurchaseOrderItem._PurchaseOrder = $self;
}

entity PurchaseOrderItem {
  key PurchaseOrder              : String(10);
  key PurchaseOrderItem          : String(5);
  Material                       : String(18);
  PurchaseOrderItemText          : String(40);
  PurchaseOrderQuantityUnit      : String(3);
  OrderQuantity                  : Decimal(13, 3) not null;
  NetPriceAmount                 : Decimal(11, 2) not null;
  NetPriceQuantity               : Decimal(5, 0) default 1;
  PurchasingDocumentDeletionCode : String(1) default '';
  YY1_AnswerCode_PDI             : String(2) default '';
  YY1_ConfQuantity_PDI           : Decimal(13, 3);
  YY1_ConfPrice_PDI              : Decimal(11, 2);
  YY1_PromisedDate_PDI           : Date;
  YY1_BackorderedBySupp_PDI      : Decimal(13, 3);
  YY1_Reserved_PDI               : Decimal(13, 3);
  YY1_Backordered_PDI            : Decimal(13, 3);
  YY1_AvailableOn_PDI            : Date;
  YY1_Shipped_PDI                : Decimal(13, 3) default 0;
  YY1_Received_PDI               : Decimal(13, 3) default 0;
  YY1_Rejected_PDI               : Decimal(13, 3) default 0;
  _PurchaseOrder                 : Association to one PurchaseOrder on _PurchaseOrder.PurchaseOrder = PurchaseOrder;
  _PurchaseOrderScheduleLineTP   : Composition of many PurchaseOrderScheduleLine
                                     on  _PurchaseOrderScheduleLineTP.PurchaseOrder = PurchaseOrder
                                     and _PurchaseOrderScheduleLineTP.PurchaseOrderItem = PurchaseOrderItem;
}

entity PurchaseOrderScheduleLine {
  key PurchaseOrder         : String(10);
  key PurchaseOrderItem     : String(5);
  key ScheduleLine          : String(4);
  ScheduleLineDeliveryDate  : Date;
  ScheduleLineOrderQuantity : Decimal(13, 3);
}

@path    : '/sap/opu/odata4/sap/api_purchaseorder_2/srvd_a2x/sap/purchaseorder/0001'
@requires: 'authenticated-user'
service PurchaseOrderService {
  entity PurchaseOrder as projection on sap.PurchaseOrder;
  entity PurchaseOrderItem as projection on sap.PurchaseOrderItem;
  entity PurchaseOrderScheduleLine as projection on sap.PurchaseOrderScheduleLine;
}
