import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import * as fields from "./fields.ts";

/** opentelemetry-proto 1.11 by hand; the three envelopes once, since the signals share their numbers. */
const PROTO = `syntax = "proto3";
message ExportRequest { repeated ResourceItems resource_items = 1; }
message ResourceItems { Resource resource = 1; repeated ScopeItems scope_items = 2; string schema_url = 3; }
message ScopeItems { InstrumentationScope scope = 1; repeated Span items = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; repeated EntityRef entity_refs = 3; }
message EntityRef { string schema_url = 1; string type = 2; repeated string id_keys = 3; repeated string description_keys = 4; }
message InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message KeyValue { string key = 1; AnyValue value = 2; int32 key_strindex = 3; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; int32 string_value_strindex = 8; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16;
  string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10; repeated SpanEvent events = 11; uint32 dropped_events_count = 12; repeated SpanLink links = 13;
  uint32 dropped_links_count = 14; Status status = 15; }
message SpanEvent { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message SpanLink { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4;
  uint32 dropped_attributes_count = 5; fixed32 flags = 6; }
message Status { string message = 2; int32 code = 3; }
message LogRecord { fixed64 time_unix_nano = 1; fixed64 observed_time_unix_nano = 11; int32 severity_number = 2; string severity_text = 3;
  AnyValue body = 5; repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8; bytes trace_id = 9;
  bytes span_id = 10; string event_name = 12; }
message Metric { string name = 1; string description = 2; string unit = 3; oneof data { MetricData gauge = 5; MetricData sum = 7;
  MetricData histogram = 9; MetricData exponential_histogram = 10; MetricData summary = 11; } repeated KeyValue metadata = 12; }
message MetricData { repeated NumberDataPoint data_points = 1; int32 aggregation_temporality = 2; bool is_monotonic = 3; }
message NumberDataPoint { repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  oneof value { double as_double = 4; sfixed64 as_int = 6; } repeated Exemplar exemplars = 5; uint32 flags = 8; }
message HistogramDataPoint { repeated KeyValue attributes = 9; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  fixed64 count = 4; optional double sum = 5; repeated fixed64 bucket_counts = 6; repeated double explicit_bounds = 7;
  repeated Exemplar exemplars = 8; uint32 flags = 10; optional double min = 11; optional double max = 12; }
message ExponentialHistogramDataPoint { repeated KeyValue attributes = 1; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  fixed64 count = 4; optional double sum = 5; sint32 scale = 6; fixed64 zero_count = 7; Buckets positive = 8; Buckets negative = 9;
  uint32 flags = 10; repeated Exemplar exemplars = 11; optional double min = 12; optional double max = 13; double zero_threshold = 14; }
message Buckets { sint32 offset = 1; repeated uint64 bucket_counts = 2; }
message SummaryDataPoint { repeated KeyValue attributes = 7; fixed64 start_time_unix_nano = 2; fixed64 time_unix_nano = 3;
  fixed64 count = 4; double sum = 5; repeated ValueAtQuantile quantile_values = 6; uint32 flags = 8; }
message ValueAtQuantile { double quantile = 1; double value = 2; }
message Exemplar { repeated KeyValue filtered_attributes = 7; fixed64 time_unix_nano = 2; oneof value { double as_double = 3;
  sfixed64 as_int = 6; } bytes span_id = 4; bytes trace_id = 5; }`;

const messages = Object.values(protobuf.parse(PROTO).root.nested ?? {}).filter((entry) => entry instanceof protobuf.Type);
const tables: Readonly<Record<string, unknown>> = fields;

describe("field numbers", () => {
	it.each(messages.map((message) => [message.name, message] as const))("of %s are those of the .proto, none missing", (name, message) => {
		expect(tables[`${name}Field`]).toEqual(Object.fromEntries(message.fieldsArray.map((field) => [field.name, field.id])));
	});

	it("have no table without a message", () => {
		const names = Object.keys(tables).filter((name) => name.endsWith("Field"));
		expect(names.sort()).toEqual(messages.map(({ name }) => `${name}Field`).sort());
	});
});
