import { clientEvents, errors, isClientEventName, limits, namedShapes, protocolVersion } from '@rookery/protocol';
import type { ClientEventName } from '@rookery/protocol';
import * as z from 'zod';
import { operations } from '../app/operations.ts';
import { accountRouteNames, accountRoutes } from './account-routes.ts';
import type { AccountRouteName } from './account-routes.ts';

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
        'Every event of the wire protocol that is not of a connection, as a call, and what concerns accounts and sessions. The answer of a call is the event’s acknowledgement, with the HTTP status of its code. Live events come over Socket.IO only.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: signedIn,
    paths: {
      ...Object.fromEntries(callable.map((event) => [`/api/v1/call/${event}`, { post: callOf(event) }])),
      ...accountPaths(),
      ...filePaths,
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token of a session, as user:join answers it.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'rookery.session',
          description:
            'Of the server’s own pages; over TLS its name begins with __Host-. Whatever changes something needs Origin too.',
        },
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

const signedIn: readonly Json[] = [{ bearer: [] }, { cookie: [] }];
const anyone: readonly Json[] = [{}, ...signedIn];

const failures: Json = {
  '4XX': { $ref: '#/components/responses/Failure' },
  '5XX': { $ref: '#/components/responses/Failure' },
};

/** By address, then by method. */
function accountPaths(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const name of accountRouteNames) {
    const { path, method } = accountRoutes[name];
    (paths[`/api/v1/${path}`] ??= {})[method.toLowerCase()] = accountRoute(name);
  }
  return paths;
}

function accountRoute(name: AccountRouteName): Json {
  const { about, who, cost, path, request, answer, status } = accountRoutes[name];
  return {
    operationId: name.replaceAll(/\W/g, '_'),
    summary: about,
    ...(who === 'anyone' ? { security: anyone } : {}),
    'x-cost': cost,
    ...(path.includes('{id}')
      ? { parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }] }
      : {}),
    ...(request === null
      ? {}
      : { requestBody: { required: true, content: json(ref(`${name.replace(':', '.')}.request`)) } }),
    responses: {
      [status]:
        answer === null
          ? { description: 'Done.' }
          : answer === 'zip'
            ? { description: 'Done.', content: { 'application/zip': {} } }
            : { description: 'Done.', content: json(ref(`${name.replace(':', '.')}.answer`)) },
      ...failures,
    },
  };
}

const fileIdParameter: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const bytes: Json = { 'application/octet-stream': {} };

/** Their bodies are bytes, not JSON. */
const filePaths: Json = {
  '/api/v1/files': {
    post: {
      operationId: 'files_upload',
      summary: 'Takes in a file, whose length is known: it is the caller’s for 24 hours, until it is sent.',
      'x-cost': 'writing',
      parameters: [
        ['name', 'string'],
        ['alt', 'string'],
        ['durationMs', 'integer'],
        ['waveform', 'string'],
      ].map(([name, type]) => ({ name, in: 'query', schema: { type } })),
      requestBody: { required: true, description: 'The bytes, of whatever type.', content: bytes },
      responses: {
        201: {
          description: 'Done.',
          content: json({
            type: 'object',
            properties: { ok: { const: true }, file: ref('File') },
            required: ['ok', 'file'],
          }),
        },
        ...failures,
      },
    },
  },
  '/api/v1/files/{id}': {
    get: {
      operationId: 'files_read',
      summary: 'A file, or the range of it that is asked for, for whoever may read the message that holds it.',
      'x-cost': 'plain',
      parameters: [fileIdParameter],
      responses: {
        200: { description: 'All of it.', content: bytes },
        206: { description: 'The range.', content: bytes },
        ...failures,
      },
    },
  },
  '/api/v1/files/{id}/preview': {
    get: {
      operationId: 'files_preview',
      summary: 'A small picture of a picture or film, in WebP; `not_found` of what has none.',
      'x-cost': 'plain',
      parameters: [fileIdParameter, { name: 'w', in: 'query', schema: { type: 'integer' } }],
      responses: { 200: { description: 'The picture.', content: { 'image/webp': {} } }, ...failures },
    },
  },
  '/api/v1/uploads': {
    post: {
      operationId: 'uploads_begin',
      summary: 'Begins a resumable upload (tus 1.0, with `Upload-Length` and `Upload-Metadata: filename …`).',
      'x-cost': 'writing',
      responses: { 201: { description: 'Begun: `Location` says where it goes on.' }, ...failures },
    },
  },
  '/api/v1/uploads/{id}': {
    patch: {
      operationId: 'uploads_goOn',
      summary:
        'Goes on with it at `Upload-Offset`. `HEAD` says how far it has come; with the last byte, and after it, `Rookery-File` is the file’s id.',
      'x-cost': 'writing',
      parameters: [fileIdParameter],
      requestBody: { required: true, content: { 'application/offset+octet-stream': {} } },
      responses: { 204: { description: 'As much as came is kept.' }, ...failures },
    },
    delete: {
      operationId: 'uploads_end',
      summary: 'Ends it, and forgets what has come; or takes back a file that was not sent.',
      'x-cost': 'writing',
      parameters: [fileIdParameter],
      responses: { 204: { description: 'Done.' }, ...failures },
    },
  },
};

function callOf(event: ClientEventName): Json {
  const { about, ...known } = clientEvents[event];
  const { who, cost } = operations[event];
  const request = ref(keyOf(event, 'request'));
  return {
    operationId: event.replaceAll(/\W/g, '_'),
    summary: about,
    ...(who === 'anyone' ? { security: anyone } : {}),
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
      ...failures,
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
  for (const name of accountRouteNames) {
    const { request, answer } = accountRoutes[name];
    // Each under a name of its own: a schema has one in a registry.
    if (request) registry.add(request.clone(), { id: `${name.replace(':', '.')}.request` });
    if (answer && answer !== 'zip') registry.add(answer.clone(), { id: `${name.replace(':', '.')}.answer` });
  }
  const { schemas: named } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  const components = Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, plain(schema)]));
  const answers = Object.keys(components).filter((key) => key.endsWith('.answer'));
  return {
    ...components,
    ...Object.fromEntries(answers.map((key) => [key, answerOf(components[key])])),
    Session: {
      ...components['Session'],
      required: ['expiresAt'],
      description: 'A signed-in device. Answers to the server’s own pages hold no token: they have the cookie.',
    },
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
