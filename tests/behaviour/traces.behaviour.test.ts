import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { everyoneLeaves, freshName, guest } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import { expect, onTestFinished, test } from 'vitest';

type Value = { readonly stringValue?: string; readonly intValue?: number | string };
type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: Value }[];
};
type Told = {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
};

/** A collector that keeps what it is sent. */
async function startCollector() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const spans = (): Span[] =>
    bodies.flatMap((body) =>
      (JSON.parse(body) as Told).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
    );
  return { url: `http://127.0.0.1:${port}/v1/traces`, bodies, spans };
}

const valueOf = ({ attributes }: Span, key: string): unknown => {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  return value?.stringValue ?? (value?.intValue === undefined ? undefined : Number(value.intValue));
};

test('[DEP-6] a collector is told of requests over sockets and HTTP, what the store did for them and who was delivered to, and of nothing that was said', async () => {
  const collector = await startCollector();
  const target = await startTarget({ ROOKERY_TRACES: collector.url, ROOKERY_TRACES_SHARE: '1' });
  try {
    const [alice, bob] = [await guest(target.url, 'alice'), await guest(target.url, 'bob')];
    const room = freshName('hidden-room');
    await alice.ask('room:create', { name: room });
    await bob.ask('room:join', { room });
    // By the second one her profile is known here, so it goes out as it is heard.
    for (const content of ['hidden-words', 'more hidden-words']) {
      await alice.ask('message:room', { room, content });
      await bob.hears('message:receive', (message) => message['content'] === content);
    }
    await alice.ask('history:fetch', { room: 'r_nowhere' });
    const called = await fetch(`${target.url}/api/v1/call/rooms:list`, {
      ...{ method: 'POST', body: '{"query":"hidden-query"}' },
    });
    expect(called.status).toBe(200);
    everyoneLeaves();
    // What waits is told before it goes.
    expect(await target.server.kill('SIGTERM')).toBe(0);
  } finally {
    await target.stop();
  }
  const spans = collector.spans();
  const named = (name: string): Span[] => spans.filter((span) => span.name === name);
  const [sent] = named('message:room');
  expect(sent && valueOf(sent, 'rookery.way')).toBe('socket');
  const [append] = spans.filter(({ parentSpanId }) => parentSpanId === sent?.spanId);
  expect(append).toMatchObject({ name: 'log.append', traceId: sent?.traceId });
  expect(append && valueOf(append, 'db.system')).toBe('sqlite');
  expect(named('rooms:list').map((span) => valueOf(span, 'rookery.way'))).toContain('http');
  expect(named('history:fetch').map((span) => valueOf(span, 'rookery.outcome'))).toContain('not_found');
  expect(named('deliver').map((span) => valueOf(span, 'rookery.receivers'))).toContain(2);
  expect(collector.bodies.join()).not.toMatch(/hidden|alice|bob|127\.0\.0\.1/);
}, 60_000);
