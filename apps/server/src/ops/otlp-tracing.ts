import { SpanKind, SpanStatusCode, context, trace } from '@opentelemetry/api';
import type { Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ChatError } from '@rookery/protocol';
import type { SpanAttributes, Tracing } from './tracing.ts';

/** Spans that wait to be told. More are let go: traces are a help, not a promise. */
const mostWaiting = 4_096;
const exportMs = 5_000;
const farewellMs = 2_000;

export type TracesTo = {
  /** Of the collector: http://HOST:4318/v1/traces. */
  readonly url: string;
  /** Of all requests, between 0 and 1. */
  readonly share: number;
};

/** Traces by OpenTelemetry's own SDK, over OTLP (HTTP). The only file that loads it: through `import()`, where `ROOKERY_TRACES` is set. */
export function openTracing({ url, share }: TracesTo, node: string, version: string): Tracing {
  const contexts = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contexts);
  const provider = new TracerProvider({
    // Nothing of the machine or the command line: only what was chosen.
    resource: resourceFromAttributes({
      'service.name': 'rookery',
      'service.version': version,
      'service.instance.id': node,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanLimits: { attributeCountLimit: 16, attributeValueLengthLimit: 128, eventCountLimit: 0, linkCountLimit: 0 },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, timeoutMillis: exportMs }),
        maxQueueSize: mostWaiting,
        exportTimeoutMillis: exportMs,
      }),
    ],
  });
  const tracer = provider.getTracer('rookery');
  let closing: Promise<void> | null = null;
  return {
    // What strangers send as a parent is not asked for: it would decide what is traced.
    async request(name, attributes, work) {
      const span = tracer.startSpan(name, { root: true, kind: SpanKind.SERVER, attributes });
      try {
        return await context.with(trace.setSpan(context.active(), span), work);
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    },
    begin(name, attributes) {
      if (!trace.getActiveSpan()?.isRecording()) return null;
      const span = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
      return (error) => {
        if (error !== undefined) fail(span, error);
        span.end();
      };
    },
    turn(name, attributes, work) {
      const span = tracer.startSpan(name, { root: true, kind: SpanKind.CONSUMER, attributes });
      try {
        context.with(trace.setSpan(context.active(), span), work);
      } finally {
        span.end();
      }
    },
    note: (attributes: SpanAttributes) => void trace.getActiveSpan()?.setAttributes(attributes),
    close: () => (closing ??= closeWithin(provider, contexts)),
  };
}

/** By the code that the client gets, or the kind of the error: its words may hold anything. */
function fail(span: Span, error: unknown): void {
  const code = error instanceof ChatError ? error.code : error instanceof Error ? error.name : 'unknown';
  span.setAttribute('rookery.outcome', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

async function closeWithin(provider: TracerProvider, contexts: AsyncLocalStorageContextManager): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, farewellMs);
  });
  await Promise.race([provider.shutdown().catch(() => undefined), late]);
  clearTimeout(timer);
  contexts.disable();
  context.disable();
}
