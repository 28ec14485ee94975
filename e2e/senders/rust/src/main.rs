//! Nested spans with a log record and a counter each: traces, metrics and logs over OTLP/gRPC.
//!
//! The exporters read OTEL_EXPORTER_OTLP_ENDPOINT; CALLS says how many calls are made. The last line of output says what was sent.

use opentelemetry::trace::{Span, SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{global, Context, KeyValue};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_otlp::{LogExporter, MetricExporter, SpanExporter};
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_sdk::Resource;
use std::error::Error;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::prelude::*;

const SERVICE: &str = "sender-rust";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let calls: u32 = std::env::var("CALLS")?.parse()?;
    let resource = Resource::builder()
        .with_service_name(SERVICE)
        .with_attributes([KeyValue::new("service.version", "1.0.0"), KeyValue::new("service.instance.id", "rust-1")])
        .build();
    let traces = SdkTracerProvider::builder()
        .with_resource(resource.clone())
        .with_batch_exporter(SpanExporter::builder().with_tonic().build()?)
        .build();
    let metrics = SdkMeterProvider::builder()
        .with_resource(resource.clone())
        .with_periodic_exporter(MetricExporter::builder().with_tonic().build()?)
        .build();
    let logs = SdkLoggerProvider::builder()
        .with_resource(resource)
        .with_batch_exporter(LogExporter::builder().with_tonic().build()?)
        .build();
    global::set_tracer_provider(traces.clone());
    global::set_meter_provider(metrics.clone());
    // Without the filter the exporter's own HTTP/2 client would log into what it exports.
    let bridge = OpenTelemetryTracingBridge::new(&logs).with_filter(LevelFilter::INFO);
    tracing_subscriber::registry().with(bridge).init();

    let tracer = global::tracer(SERVICE);
    let counter = global::meter(SERVICE).u64_counter("sender.calls").with_unit("{call}").build();
    for call in 0..calls {
        let server = tracer.span_builder("Pay").with_kind(SpanKind::Server).start(&tracer);
        let context = Context::current_with_span(server);
        let mut client = tracer
            .span_builder("POST bank/charge")
            .with_kind(SpanKind::Client)
            .start_with_context(&tracer, &context);
        if call % 5 == 0 {
            client.set_status(Status::error("the bank refused"));
        }
        client.end();
        {
            let _entered = context.clone().attach();
            tracing::info!(name: "payment", call, "payment made");
        }
        counter.add(1, &[]);
        context.span().end();
    }
    traces.shutdown()?;
    metrics.shutdown()?;
    logs.shutdown()?;
    println!("{{\"service\":\"{SERVICE}\",\"spans\":{},\"logRecords\":{calls},\"metrics\":[\"sender.calls\"]}}", 2 * calls);
    Ok(())
}
