"""Ends the product's own sessions as soon as Support Access says that a support session is over.

pip install confluent-kafka
"""

import json
import os
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from confluent_kafka import Consumer, KafkaException

PRODUCT = os.environ.get("PRODUCT_URL", "http://localhost:4000")
TOPIC = os.environ.get("KAFKA_TOPIC_PREFIX", "") + "support-access.events"

consumer = Consumer(
    {
        "bootstrap.servers": os.environ.get("KAFKA_BROKERS", "localhost:9092"),
        "group.id": os.environ.get("KAFKA_GROUP_ID", "product-sessions"),
        # A group that is new begins at the beginning.
        "auto.offset.reset": "earliest",
        # An offset is committed once the product has answered.
        "enable.auto.commit": False,
    }
)


def end(session_id: str) -> None:
    """It may be told of a session twice, since events come at least once: what is gone already is well, too."""
    try:
        urlopen(Request(f"{PRODUCT}/sessions/{quote(session_id, safe='')}", method="DELETE"), timeout=10)
    except HTTPError as error:
        if error.code != 404:
            raise


consumer.subscribe([TOPIC])
try:
    while True:
        message = consumer.poll(1.0)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        # CloudEvents in binary mode: attributes are headers, the data is the value.
        headers = dict(message.headers() or [])
        if headers.get("ce_type") == b"SupportSessionEnded":
            event = json.loads(message.value())
            # Whatever this raises ends the program, and the event comes again at the next start.
            end(event["sessionId"])
            print(f"ended {event['sessionId']} ({event['cause']})", flush=True)
        consumer.commit(message, asynchronous=False)
finally:
    consumer.close()
