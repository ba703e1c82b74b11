"""A supplier in Python: reads purchase orders from Kafka and accepts each revision of its own once.

Settings (environment): KAFKA_BROKERS, SCHEMA_REGISTRY_URL, SUPPLIER (our number in the buyer's ERP),
PARTNER (our name, as agreed), and TOPIC_PREFIX where the deployment has one.
Each order read is printed as a line of JSON. Ends with Ctrl-C or SIGTERM.
"""

import json
import os
import signal
import uuid

from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

BROKERS = os.environ["KAFKA_BROKERS"]
PARTNER = os.environ["PARTNER"]
SUPPLIER = os.environ["SUPPLIER"]
PREFIX = os.environ.get("TOPIC_PREFIX", "")
ORDERS = PREFIX + "purchasing.order.v1"
UPDATES = PREFIX + "purchasing.order-update.v1"
# Any constant UUID of your own: the same answer must have the same id, however often it is sent.
NAMESPACE = uuid.UUID("2f6b8c1d-7d0a-4d0e-9d3c-6a1f0b5e9c11")

registry = SchemaRegistryClient({"url": os.environ["SCHEMA_REGISTRY_URL"]})
read = AvroDeserializer(registry)
# The adapter's operators register schemas; a partner only uses them.
write = AvroSerializer(registry, conf={"auto.register.schemas": False, "use.latest.version": True})

consumer = Consumer(
    {
        "bootstrap.servers": BROKERS,
        "group.id": f"{PREFIX}{PARTNER}",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": False,
        # librdkafka's default, said aloud: orders are written in transactions.
        "isolation.level": "read_committed",
    }
)
producer = Producer(
    {
        "bootstrap.servers": BROKERS,
        "enable.idempotence": True,
        # As Java and kafkajs do; librdkafka's own default would put an order's answers into another partition than theirs.
        "partitioner": "murmur2_random",
    }
)


def accept(order):
    """The update that accepts every line as ordered."""
    key = f"{order['source']}:{order['number']}"
    lines = [{"line": line["line"], "code": "5", "quantity": line["quantity"]} for line in order["lines"]]
    return key, {
        "id": str(uuid.uuid5(NAMESPACE, f"{PARTNER} response {key} {order['revision']}")),
        "source": order["source"],
        "number": order["number"],
        "orderVersion": order["version"],
        "orderRevision": order["revision"],
        "partner": PARTNER,
        # Of the order, not of the clock: the same id must carry the same content.
        "occurredAt": order["changedAt"],
        "response": {"code": "AP", "lines": lines},
    }


def headers(update, key, given):
    """CloudEvents 1.0, and the order's own trace, so that it is seen from end to end."""
    passed_on = {name: given[name] for name in ("traceparent", "correlation-id") if name in given}
    return {
        "ce_specversion": "1.0",
        "ce_id": update["id"],
        "ce_type": "purchasing.order-update.v1",
        "ce_source": f"/partners/{PARTNER}",
        "ce_time": update["occurredAt"].isoformat(),
        "ce_subject": key,
        "content-type": "application/avro",
        **passed_on,
    }


def handle(message):
    given = {name: value.decode() for name, value in message.headers() or []}
    # Orders of other suppliers are passed over undecoded.
    if given.get("supplier") != SUPPLIER:
        return
    order = read(message.value(), SerializationContext(ORDERS, MessageField.VALUE))
    print(json.dumps(order, default=str), flush=True)
    answered = order["response"]
    if answered and answered["revision"] >= order["revision"]:
        return
    key, update = accept(order)
    value = write(update, SerializationContext(UPDATES, MessageField.VALUE))
    failures = []
    producer.produce(
        UPDATES,
        key=key,
        value=value,
        headers=headers(update, key, given),
        on_delivery=lambda error, _: error and failures.append(error),
    )
    producer.flush()
    if failures:
        raise RuntimeError(f"{key} could not be answered: {failures[0]}")


def main():
    running = True

    def stop(*_):
        nonlocal running
        running = False

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    consumer.subscribe([ORDERS])
    try:
        while running:
            message = consumer.poll(0.2)
            if message is None:
                continue
            if message.error():
                raise RuntimeError(message.error())
            handle(message)
            # Only now: an order whose answer was not sent is read again.
            consumer.commit(message, asynchronous=False)
    finally:
        consumer.close()


if __name__ == "__main__":
    main()
