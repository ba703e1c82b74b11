import io.confluent.parallelconsumer.ParallelConsumerOptions;
import io.confluent.parallelconsumer.ParallelConsumerOptions.ProcessingOrder;
import io.confluent.parallelconsumer.ParallelStreamProcessor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Order updates applied with Confluent's Parallel Consumer: an order at a time, read once, then written at the version that is known. */
public class ApplyUpdates {
    private static final Pattern VERSION = Pattern.compile("\"version\":(\\d+)");
    private static final int WIRE_FORMAT_BYTES = 5;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> versions = new ConcurrentHashMap<>();
    private final GenericDatumReader<GenericRecord> reader;
    private final String erp;

    private ApplyUpdates(String erp, Schema schema) {
        this.erp = erp;
        this.reader = new GenericDatumReader<>(schema);
    }

    public static void main(String[] args) throws Exception {
        var program = new ApplyUpdates(
                System.getenv("ERP_URL"), new Schema.Parser().parse(Files.readString(Path.of(System.getenv("SCHEMA")))));
        var consumer = new KafkaConsumer<String, byte[]>(
                Map.of(
                        "bootstrap.servers", System.getenv("BROKERS"),
                        "group.id", System.getenv("GROUP"),
                        "auto.offset.reset", "earliest",
                        "enable.auto.commit", "false"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var options = ParallelConsumerOptions.<String, byte[]>builder()
                .ordering(ProcessingOrder.KEY)
                .maxConcurrency(Integer.parseInt(System.getenv("CONCURRENCY")))
                .consumer(consumer)
                .build();
        var processor = ParallelStreamProcessor.createEosStreamProcessor(options);
        Runtime.getRuntime().addShutdownHook(new Thread(processor::closeDontDrainFirst));
        processor.subscribe(List.of(System.getenv("TOPIC")));
        processor.poll(context -> program.apply(context.getSingleConsumerRecord().value()));
    }

    private void apply(byte[] value) {
        try {
            var decoder = DecoderFactory.get()
                    .binaryDecoder(value, WIRE_FORMAT_BYTES, value.length - WIRE_FORMAT_BYTES, null);
            write(reader.read(null, decoder));
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void write(GenericRecord update) throws Exception {
        String number = update.get("number").toString();
        String version = versions.get(number);
        if (version == null) version = versionIn(send(order(number).GET()));
        var confirmation = (GenericRecord) update.get("stockConfirmation");
        String body = "{\"update_id\":\"" + update.get("id") + "\",\"partner\":\"" + update.get("partner")
                + "\",\"stock_confirmation\":{\"code\":\"" + confirmation.get("code") + "\",\"revision\":"
                + update.get("orderRevision") + ",\"lines\":[]}}";
        HttpResponse<String> answer = send(order(number)
                .header("content-type", "application/json")
                .header("if-match", "\"" + version + "\"")
                .method("PATCH", BodyPublishers.ofString(body)));
        if (answer.statusCode() == 200) {
            versions.put(number, versionIn(answer));
            return;
        }
        versions.remove(number);
        // The library tries it again.
        throw new IllegalStateException("the ERP answered " + answer.statusCode());
    }

    private HttpRequest.Builder order(String number) {
        return HttpRequest.newBuilder(URI.create(erp + "/api/purchase-orders/" + number));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String versionIn(HttpResponse<String> answer) {
        Matcher found = VERSION.matcher(answer.body());
        if (!found.find()) throw new IllegalStateException("no version in the answer");
        return found.group(1);
    }
}
