import { clientEvents, errors, isClientEventName, limits, namedShapes, protocolVersion } from '@rookery/protocol';
import type { ClientEventName } from '@rookery/protocol';
import * as z from 'zod';
import { operations } from '../app/operations.ts';

type Json = { readonly [key: string]: unknown };

const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): Json => ({ 'application/json': { schema } });
/** Names of components hold no colon. */
const keyOf = (event: ClientEventName, what: 'request' | 'answer'): string => `${event.replace(':', '.')}.${what}`;
const eventNames = Object.keys(clientEvents).filter(isClientEventName);
const callable = eventNames.filter((event) => operations[event].run !== null);

let made: Json | null = null;

/** The HTTP API as an OpenAPI 3.1 document, made once from the schemas of packages/protocol and the table of operations. Without `servers`: who serves it says where. */
export const openApi = (): Json => (made ??= make());

function make(): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Rookery',
      version: `${protocolVersion}.0.0`,
      description:
        'Every event of the wire protocol that is not of a connection, as a call. The answer is the event’s acknowledgement, with the HTTP status of its code. Live events come over Socket.IO only.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ bearer: [] }],
    paths: Object.fromEntries(callable.map((event) => [`/api/v1/call/${event}`, { post: callOf(event) }])),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token of a session, as user:join answers it.' },
      },
      schemas: schemas(),
      responses: {
        Failure: {
          description: `The call failed: ${Object.entries(errors)
            .map(([code, { status }]) => `${code} ${status}`)
            .join(', ')}.`,
          headers: {
            'Retry-After': { description: 'Seconds, where it may be repeated.', schema: { type: 'integer' } },
          },
          content: json(ref('Failure')),
        },
      },
    },
  };
}

function callOf(event: ClientEventName): Json {
  const { about, ...known } = clientEvents[event];
  const { who, cost } = operations[event];
  const request = ref(keyOf(event, 'request'));
  return {
    operationId: event.replaceAll(/\W/g, '_'),
    summary: about,
    ...(who === 'anyone' ? { security: [{}, { bearer: [] }] } : {}),
    'x-cost': cost,
    requestBody: {
      required: !('mayBeEmpty' in known),
      description: `At most ${limits.frameBytes} bytes.`,
      content: json(
        'shorthand' in known
          ? { anyOf: [request, { type: 'string', description: `Short for { ${known.shorthand}: … }.` }] }
          : request,
      ),
    },
    responses: {
      200: { description: 'Done.', content: json(ref(keyOf(event, 'answer'))) },
      '4XX': { $ref: '#/components/responses/Failure' },
      '5XX': { $ref: '#/components/responses/Failure' },
    },
  };
}

function schemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [name, shape] of Object.entries(namedShapes)) registry.add(shape, { id: name });
  for (const event of callable) {
    registry.add(clientEvents[event].request, { id: keyOf(event, 'request') });
    registry.add(clientEvents[event].answer, { id: keyOf(event, 'answer') });
  }
  const { schemas: named } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const components = Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, plain(schema)]));
  const answers = callable.map((event) => keyOf(event, 'answer'));
  return {
    ...components,
    ...Object.fromEntries(answers.map((key) => [key, answerOf(components[key])])),
    Failure: failure,
  };
}

/** What the acknowledgement holds, and `ok`. */
const answerOf = (schema: Json | undefined): Json => ({
  ...schema,
  properties: { ok: { const: true }, ...(schema?.['properties'] as Json | undefined) },
  required: ['ok', ...((schema?.['required'] as string[] | undefined) ?? [])],
});

const failure: Json = {
  type: 'object',
  properties: { ok: { const: false }, error: ref('Error') },
  required: ['ok', 'error'],
};

/** Components are found by their place: a name of their own, or a dialect, would only make readers stumble. */
function plain(schema: object): Json {
  const { $schema: _dialect, $id: _name, ...rest } = schema as Json;
  return rest;
}
