"""What one would write first: Flask in front of kafka-python, send and flush. Says its address as a line of JSON."""

import json
import os

from flask import Flask, jsonify, request
from kafka import KafkaProducer
from werkzeug.serving import make_server

producer = KafkaProducer(
    bootstrap_servers=os.environ["BROKERS"].split(","),
    acks="all",
    value_serializer=lambda value: json.dumps(value).encode(),
)
app = Flask(__name__)


@app.post("/send")
def send():
    data = request.get_json()
    producer.send(os.environ["TOPIC"], data)
    producer.flush()
    return jsonify({"data": data, "message": "Mensaje enviado a Kafka"})


server = make_server("127.0.0.1", 0, app, threaded=True)
print(json.dumps({"url": f"http://127.0.0.1:{server.port}"}), flush=True)
server.serve_forever()
