import { clientEvents, errors, limits, namedShapes, protocolVersion, serverEvents } from '@rookery/protocol';
import type { ClientEventName, ServerEventName, ShapeName } from '@rookery/protocol';
import * as z from 'zod/mini';
import { operations } from '../../apps/server/src/app/operations.ts';
import { clientExamples, serverExamples } from './examples.ts';
import { schemaOf, shapeSchema } from './schemas.ts';
import type { JsonSchema } from './schemas.ts';

const ref = (path: string) => ({ $ref: `#/${path}` });
/** Keys of AsyncAPI hold no colon. */
const keyOf = (name: string): string => name.replace(':', '.');
const entriesOf = <Key extends string, Value>(record: Readonly<Record<Key, Value>>) =>
  Object.entries(record) as [Key, Value][];

/** What the ack function is called with: the answer's fields beside `ok`, or an error. */
const ackOf = (answer: JsonSchema): object => ({
  oneOf: [
    {
      type: 'object',
      ...answer,
      properties: { ok: { const: true }, ...answer.properties },
      required: ['ok', ...(answer.required ?? [])],
    },
    ref('components/schemas/Failure'),
  ],
});

const checked = (what: string, schema: z.core.$ZodType, example: unknown): unknown => {
  const parsed = z.safeParse(schema, example);
  if (!parsed.success) throw new Error(`The example of ${what} does not pass its schema: ${parsed.error.message}`);
  return example;
};

const clientMessages = (name: ClientEventName) => {
  const event = clientEvents[name];
  const example = clientExamples[name];
  const shorthand = 'shorthand' in event ? event.shorthand : undefined;
  const request = schemaOf(event.request, name);
  return {
    [keyOf(name)]: {
      name,
      title: name,
      summary: event.about,
      payload:
        shorthand === undefined
          ? request
          : { anyOf: [{ type: 'string', description: `Short for \`{ ${shorthand}: … }\`.` }, request] },
      examples: [{ payload: checked(name, event.request, example.payload) }],
      'x-anonymous': operations[name].who === 'anyone',
      'x-right': operations[name].right,
      'x-cost': operations[name].cost,
      'x-http': operations[name].run !== null,
      'x-payload-optional': 'mayBeEmpty' in event,
    },
    [`${keyOf(name)}.ack`]: {
      name: `${name} (ack)`,
      title: `Ack of ${name}`,
      payload: ackOf(schemaOf(event.answer, `${name} ack`)),
      examples: [{ payload: { ok: true, ...(checked(`the ack of ${name}`, event.answer, example.answer) as object) } }],
    },
  };
};

const serverMessage = (name: ServerEventName) => {
  const event = serverEvents[name];
  return {
    [keyOf(name)]: {
      name,
      title: name,
      summary: event.about,
      payload: schemaOf(event.payload, name),
      examples: [{ payload: checked(name, event.payload, serverExamples[name]) }],
    },
  };
};

/** The whole wire as an AsyncAPI 3 document. It describes the server: what a client emits is received. */
export const asyncApi = () => {
  const clientNames = entriesOf(clientEvents).map(([name]) => name);
  const serverNames = entriesOf(serverEvents).map(([name]) => name);
  const messages = Object.assign({}, ...clientNames.map(clientMessages), ...serverNames.map(serverMessage)) as Record<
    string,
    object
  >;
  const channel = ref('channels/root');
  const inChannel = (key: string) => ref(`channels/root/messages/${key}`);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Rookery wire protocol',
      version: `${protocolVersion}.0.0`,
      description:
        'Socket.IO v4 events between a client and a node. docs/protocol.md explains them. A bare AsyncAPI tool does not speak Socket.IO: use its client library, where each message here is an event.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      'x-limits': limits,
      'x-errors': Object.fromEntries(entriesOf(errors).map(([code, { status, retry }]) => [code, { status, retry }])),
    },
    defaultContentType: 'application/json',
    servers: {
      local: {
        host: 'localhost:8080',
        pathname: '/socket.io/',
        protocol: 'ws',
        description: 'Socket.IO v4 (Engine.IO 4), default namespace, over WebSocket or HTTP long-polling.',
      },
    },
    channels: {
      root: {
        address: '/',
        title: 'The default namespace',
        messages: Object.fromEntries(Object.keys(messages).map((key) => [key, ref(`components/messages/${key}`)])),
      },
    },
    operations: {
      ...Object.fromEntries(
        clientNames.map((name) => [
          keyOf(name),
          {
            action: 'receive',
            channel,
            summary: clientEvents[name].about,
            messages: [inChannel(keyOf(name))],
            reply: { channel, messages: [inChannel(`${keyOf(name)}.ack`)] },
          },
        ]),
      ),
      ...Object.fromEntries(
        serverNames.map((name) => [
          keyOf(name),
          { action: 'send', channel, summary: serverEvents[name].about, messages: [inChannel(keyOf(name))] },
        ]),
      ),
    },
    components: {
      messages,
      schemas: {
        ...Object.fromEntries((Object.keys(namedShapes) as ShapeName[]).map((name) => [name, shapeSchema(name)])),
        Failure: {
          type: 'object',
          description: 'The ack of a request that failed.',
          properties: { ok: { const: false }, error: ref('components/schemas/Error') },
          required: ['ok', 'error'],
        },
      },
    },
  };
};
