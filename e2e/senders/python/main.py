"""Nested spans with a log record and a histogram value each: traces, metrics and logs over OTLP/HTTP (protobuf).

The exporters read OTEL_EXPORTER_OTLP_ENDPOINT; CALLS says how many calls are made. The last line of output says what was sent.
"""

import json
import logging
import os
import time

from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

SERVICE = "sender-python"


def main() -> None:
    calls = int(os.environ["CALLS"])
    resource = Resource.create({"service.name": SERVICE, "service.version": "1.0.0", "service.instance.id": "python-1"})
    traces = TracerProvider(resource=resource)
    traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    meters = MeterProvider(resource=resource, metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter())])
    logs = LoggerProvider(resource=resource)
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    trace.set_tracer_provider(traces)
    metrics.set_meter_provider(meters)
    logger = logging.getLogger(SERVICE)
    logger.setLevel(logging.INFO)
    logger.addHandler(LoggingHandler(logger_provider=logs))

    tracer = trace.get_tracer(SERVICE)
    durations = metrics.get_meter(SERVICE).create_histogram("sender.call.duration", unit="s")
    for call in range(calls):
        began = time.perf_counter()
        with tracer.start_as_current_span("GET /orders/{id}", kind=SpanKind.SERVER, attributes={"http.route": "/orders/{id}"}):
            with tracer.start_as_current_span("SELECT orders", kind=SpanKind.CLIENT, attributes={"db.system.name": "sqlite"}) as span:
                if call % 5 == 0:
                    span.set_status(Status(StatusCode.ERROR, "database is locked"))
                    logger.error("order %d could not be read", call)
                else:
                    logger.info("order %d read", call)
            durations.record(time.perf_counter() - began, {"http.route": "/orders/{id}"})

    for provider in (traces, meters, logs):
        provider.shutdown()
    print(json.dumps({"service": SERVICE, "spans": 2 * calls, "logRecords": calls, "metrics": ["sender.call.duration"]}))


if __name__ == "__main__":
    main()
