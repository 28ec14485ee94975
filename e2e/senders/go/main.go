// A client and a server of one gRPC method, both instrumented with otelgrpc, in one process: traces, metrics and logs over OTLP/gRPC.
//
// The exporters read OTEL_EXPORTER_OTLP_ENDPOINT; CALLS says how many calls are made. The last line of output says what was sent.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/log/global"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.34.0"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

const service = "sender-go"

// providers holds what must be flushed before the process ends.
type providers struct {
	traces  *sdktrace.TracerProvider
	metrics *sdkmetric.MeterProvider
	logs    *sdklog.LoggerProvider
}

func (p providers) shutdown(ctx context.Context) error {
	return errors.Join(p.traces.Shutdown(ctx), p.metrics.Shutdown(ctx), p.logs.Shutdown(ctx))
}

func setUp(ctx context.Context) (providers, error) {
	attributes := resource.WithAttributes(semconv.ServiceName(service), semconv.ServiceVersion("1.0.0"), semconv.ServiceInstanceID("go-1"))
	res, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithHost(), attributes)
	if err != nil {
		return providers{}, err
	}
	traces, err := otlptracegrpc.New(ctx)
	if err != nil {
		return providers{}, err
	}
	metrics, err := otlpmetricgrpc.New(ctx)
	if err != nil {
		return providers{}, err
	}
	logs, err := otlploggrpc.New(ctx)
	if err != nil {
		return providers{}, err
	}
	all := providers{
		traces:  sdktrace.NewTracerProvider(sdktrace.WithResource(res), sdktrace.WithBatcher(traces)),
		metrics: sdkmetric.NewMeterProvider(sdkmetric.WithResource(res), sdkmetric.WithReader(sdkmetric.NewPeriodicReader(metrics))),
		logs:    sdklog.NewLoggerProvider(sdklog.WithResource(res), sdklog.WithProcessor(sdklog.NewBatchProcessor(logs))),
	}
	otel.SetTracerProvider(all.traces)
	otel.SetMeterProvider(all.metrics)
	global.SetLoggerProvider(all.logs)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	return all, nil
}

type healthServer struct {
	grpc_health_v1.UnimplementedHealthServer
	logger *slog.Logger
	calls  metric.Int64Counter
}

func (s *healthServer) Check(ctx context.Context, in *grpc_health_v1.HealthCheckRequest) (*grpc_health_v1.HealthCheckResponse, error) {
	s.calls.Add(ctx, 1)
	s.logger.InfoContext(ctx, "checked", "service", in.GetService())
	return &grpc_health_v1.HealthCheckResponse{Status: grpc_health_v1.HealthCheckResponse_SERVING}, nil
}

func run() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	calls, err := strconv.Atoi(os.Getenv("CALLS"))
	if err != nil {
		return fmt.Errorf("CALLS must be a number: %w", err)
	}
	all, err := setUp(ctx)
	if err != nil {
		return err
	}
	counter, err := otel.Meter(service).Int64Counter("sender.calls", metric.WithUnit("{call}"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := grpc.NewServer(grpc.StatsHandler(otelgrpc.NewServerHandler()))
	grpc_health_v1.RegisterHealthServer(server, &healthServer{logger: otelslog.NewLogger(service), calls: counter})
	go func() { _ = server.Serve(listener) }()
	connection, err := grpc.NewClient(
		listener.Addr().String(),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithStatsHandler(otelgrpc.NewClientHandler()),
	)
	if err != nil {
		return err
	}
	client := grpc_health_v1.NewHealthClient(connection)
	for call := range calls {
		if _, err := client.Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: fmt.Sprintf("shop-%d", call)}); err != nil {
			return err
		}
	}
	server.GracefulStop()
	if err := all.shutdown(ctx); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"service": service, "spans": 2 * calls, "logRecords": calls, "metrics": []string{"sender.calls", "rpc.server.call.duration"},
	})
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
