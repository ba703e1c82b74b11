import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A supplier in Java: reads purchase orders from Kafka and accepts each revision of its own once.
 *
 * <p>Settings (environment): KAFKA_BROKERS, SCHEMA_REGISTRY_URL, SUPPLIER (our number in the buyer's ERP), PARTNER
 * (our name, as agreed), and TOPIC_PREFIX where the deployment has one. Each order read is printed as a line of JSON.
 * Ends with Ctrl-C or SIGTERM.
 *
 * <p>It needs Kafka's client and Avro only. With Confluent's or Apicurio's Avro serdes, {@link Registry} falls away.
 */
public class AcceptOrders {
  static final String BROKERS = System.getenv("KAFKA_BROKERS");
  static final String PARTNER = System.getenv("PARTNER");
  static final String SUPPLIER = System.getenv("SUPPLIER");
  static final String PREFIX = System.getenv().getOrDefault("TOPIC_PREFIX", "");
  static final String ORDERS = PREFIX + "purchasing.order.v1";
  static final String UPDATES = PREFIX + "purchasing.order-update.v1";

  public static void main(String[] args) throws Exception {
    Registry registry = new Registry(System.getenv("SCHEMA_REGISTRY_URL"));
    try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(consumerSettings());
        KafkaProducer<String, byte[]> producer = new KafkaProducer<>(producerSettings())) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        consumer.wakeup();
        try {
          main.join();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
        }
      }));
      consumer.subscribe(List.of(ORDERS));
      while (true) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(200))) {
          handle(message, registry, producer);
        }
        // Only now: an order whose answer was not sent is read again.
        consumer.commitSync();
      }
    } catch (WakeupException stopped) {
      // As asked.
    }
  }

  static Map<String, Object> consumerSettings() {
    return Map.of(
        "bootstrap.servers", BROKERS,
        "group.id", PREFIX + PARTNER,
        "auto.offset.reset", "earliest",
        "enable.auto.commit", "false",
        // Orders are written in transactions, and Java's default is to read what was never committed.
        "isolation.level", "read_committed",
        "key.deserializer", StringDeserializer.class,
        "value.deserializer", ByteArrayDeserializer.class);
  }

  static Map<String, Object> producerSettings() {
    return Map.of(
        "bootstrap.servers", BROKERS,
        "acks", "all",
        "enable.idempotence", "true",
        "key.serializer", StringSerializer.class,
        "value.serializer", ByteArraySerializer.class);
  }

  static void handle(
      ConsumerRecord<String, byte[]> message, Registry registry, KafkaProducer<String, byte[]> producer)
      throws Exception {
    Map<String, byte[]> given = new HashMap<>();
    for (Header header : message.headers()) given.put(header.key(), header.value());
    // Orders of other suppliers are passed over undecoded.
    if (!SUPPLIER.equals(text(given.get("supplier")))) return;
    GenericRecord order = registry.read(message.value());
    System.out.println(order);
    GenericRecord answered = (GenericRecord) order.get("response");
    int revision = (int) order.get("revision");
    if (answered != null && (int) answered.get("revision") >= revision) return;

    String key = message.key();
    GenericRecord update = accept(order, key, registry.latest(UPDATES).schema());
    ProducerRecord<String, byte[]> answer = new ProducerRecord<>(UPDATES, key, registry.write(update, UPDATES));
    // CloudEvents 1.0, and the order's own trace, so that it is seen from end to end.
    Map<String, String> attributes = Map.of(
        "ce_specversion", "1.0",
        "ce_id", update.get("id").toString(),
        "ce_type", "purchasing.order-update.v1",
        "ce_source", "/partners/" + PARTNER,
        "ce_time", update.get("occurredAt").toString(),
        "ce_subject", key,
        "content-type", "application/avro");
    attributes.forEach((name, value) -> answer.headers().add(name, value.getBytes()));
    for (String name : List.of("traceparent", "correlation-id")) {
      if (given.containsKey(name)) answer.headers().add(name, given.get(name));
    }
    producer.send(answer).get();
  }

  /** The update that accepts every line as ordered. */
  static GenericRecord accept(GenericRecord order, String key, Schema schema) {
    Schema response = part(schema, "response");
    Schema line = response.getField("lines").schema().getElementType();
    List<GenericRecord> lines = new ArrayList<>();
    for (Object ordered : (List<?>) order.get("lines")) {
      lines.add(new GenericRecordBuilder(line)
          .set("line", ((GenericRecord) ordered).get("line"))
          .set("code", "5")
          .set("quantity", (BigDecimal) ((GenericRecord) ordered).get("quantity"))
          .build());
    }
    // The same answer must have the same id, however often it is sent.
    String about = PARTNER + " response " + key + " " + order.get("revision");
    return new GenericRecordBuilder(schema)
        .set("id", UUID.nameUUIDFromBytes(about.getBytes()).toString())
        .set("source", order.get("source"))
        .set("number", order.get("number"))
        .set("orderVersion", order.get("version"))
        .set("orderRevision", order.get("revision"))
        .set("partner", PARTNER)
        // Of the order, not of the clock: the same id must carry the same content.
        .set("occurredAt", order.get("changedAt"))
        .set("response", new GenericRecordBuilder(response).set("code", "AP").set("lines", lines).build())
        .build();
  }

  /** The record of a field that may be null. */
  static Schema part(Schema schema, String field) {
    return schema.getField(field).schema().getTypes().get(1);
  }

  static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes);
  }

  /** Avro in Confluent's wire format: a zero byte, the schema's id in 4 bytes, the data. */
  static class Registry {
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 5;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Map<Integer, Schema> byId = new HashMap<>();
    private final Map<String, Registered> byTopic = new HashMap<>();
    private final GenericData types = new GenericData();
    private final String url;

    record Registered(int id, Schema schema) {}

    Registry(String url) {
      this.url = url;
      // Without these, money is bytes and days are numbers.
      types.addLogicalTypeConversion(new Conversions.DecimalConversion());
      types.addLogicalTypeConversion(new TimeConversions.DateConversion());
      types.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    }

    GenericRecord read(byte[] message) throws IOException, InterruptedException {
      ByteBuffer header = ByteBuffer.wrap(message);
      if (header.get() != MAGIC) throw new IOException("not in Confluent's wire format");
      int id = header.getInt();
      if (!byId.containsKey(id)) byId.put(id, parsed(get("/schemas/ids/" + id)));
      Schema schema = byId.get(id);
      int length = message.length - HEADER_BYTES;
      return new GenericDatumReader<GenericRecord>(schema, schema, types)
          .read(null, DecoderFactory.get().binaryDecoder(message, HEADER_BYTES, length, null));
    }

    byte[] write(GenericRecord value, String topic) throws IOException, InterruptedException {
      Registered registered = latest(topic);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(registered.id()).array());
      var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(registered.schema(), types).write(value, encoder);
      encoder.flush();
      return bytes.toByteArray();
    }

    Registered latest(String topic) throws IOException, InterruptedException {
      if (!byTopic.containsKey(topic)) {
        JsonNode found = get("/subjects/" + topic + "-value/versions/latest");
        byTopic.put(topic, new Registered(found.get("id").asInt(), parsed(found)));
      }
      return byTopic.get(topic);
    }

    private Schema parsed(JsonNode answer) {
      return new Schema.Parser().parse(answer.get("schema").asText());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
      HttpResponse<String> answer =
          http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException("the registry answered " + answer.statusCode() + " to " + path + ": " + answer.body());
      }
      return json.readTree(answer.body());
    }
  }
}
