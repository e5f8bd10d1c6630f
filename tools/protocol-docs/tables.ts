import { clientEvents, errors, limits, namedShapes, serverEvents } from '@rookery/protocol';
import type { ClientEventName, Limits, ServerEventName, ShapeName } from '@rookery/protocol';
import { operations } from '../../apps/server/src/app/operations.ts';
import { clientExamples, serverExamples } from './examples.ts';
import { limitProse, shapeProse } from './prose.ts';
import { schemaOf, shapeSchema } from './schemas.ts';
import type { JsonSchema } from './schemas.ts';

const number = (value: number): string => value.toLocaleString('en-US');
const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

const lengths = ({ minLength, maxLength, 'x-unit': unit }: JsonSchema): string => {
  if (maxLength === undefined) return '';
  const range =
    minLength === undefined || minLength === 0 ? `at most ${number(maxLength)}` : `${minLength}–${number(maxLength)}`;
  return `, ${range} ${unit === 'bytes' ? 'UTF-8 bytes' : 'characters'}`;
};

/** A type in words. */
const typeOf = (schema: JsonSchema): string => {
  if (schema.allOf?.[0]) return typeOf(schema.allOf[0]);
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.enum) return schema.enum.map((value) => `\`'${value}'\``).join(' or ');
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  switch (schema.type) {
    case 'array':
      return `list of ${typeOf(schema.items ?? {})}${schema.maxItems === undefined ? '' : `, at most ${schema.maxItems}`}`;
    case 'object':
      return schema.properties
        ? `{ ${Object.entries(schema.properties)
            .map(([name, inner]) => `${name}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(inner)}`)
            .join(', ')} }`
        : `map of ${typeOf(schema.additionalProperties as JsonSchema)}`;
    case 'string':
      return schema.pattern === undefined ? `string${lengths(schema)}` : idType(schema.pattern);
    case 'integer':
      return schema.minimum === undefined ? 'integer' : `integer ≥ ${schema.minimum}`;
    case undefined:
      return 'anything';
    default:
      return [schema.type].flat().join(' or ');
  }
};

const idType = (pattern: string): string => {
  const prefix = /^\^(\[rd\]_|[urdmtf]_)/.exec(pattern)?.[1];
  if (prefix === undefined) return 'string, 1–40 of `A-Z a-z 0-9 _ -`';
  return prefix === '[rd]_' ? 'id `r_…` or `d_…`' : `id \`${prefix}…\``;
};

/** A union by `kind`: each field once, with the kinds that have it. */
const fieldsOfKinds = (kinds: readonly JsonSchema[]): string => {
  const kindOf = (one: JsonSchema): string => `\`${JSON.stringify(one.properties?.['kind']?.const)}\``;
  const rows = [...new Set(kinds.flatMap((one) => Object.keys(one.properties ?? {})))].map((name) => {
    const having = kinds.filter((one) => one.properties?.[name]);
    const inner = having[0]?.properties?.[name] ?? {};
    const ofKinds = having.length === kinds.length ? '' : ` Of ${having.map(kindOf).join(', ')}.`;
    return [
      `\`${name}\`${ofKinds === '' ? '' : '?'}`,
      name === 'kind' ? kinds.map(kindOf).join(' or ') : typeOf(inner),
      `${inner.description ?? ''}${ofKinds}`,
    ];
  });
  return table(['field', 'type', 'meaning'], rows);
};

const fields = (schema: JsonSchema): string => {
  const kinds = schema.oneOf ?? schema.anyOf;
  if (kinds?.every((one) => one.properties?.['kind'])) return fieldsOfKinds(kinds);
  const rows = Object.entries(schema.properties ?? {}).map(([name, inner]) => [
    `\`${name}\`${schema.required?.includes(name) ? '' : '?'}`,
    typeOf(inner),
    inner.description ?? '',
  ]);
  return table(['field', 'type', 'meaning'], rows);
};

const requestNotes = (name: ClientEventName, request: JsonSchema): string[] => {
  const event = clientEvents[name];
  const { who, right, cost, run } = operations[name];
  const exclusive = request.oneOf?.flatMap((one) => one.required ?? []) ?? [];
  return [
    ...('shorthand' in event ? [`A bare string means \`${event.shorthand}\`.`] : []),
    ...('mayBeEmpty' in event ? ['The payload may be left out.'] : []),
    ...(who === 'anyone' ? ['Allowed before joining.'] : []),
    ...(right === undefined ? [] : [`Needs the right \`${right}\`.`]),
    ...(cost === 'writing' ? ['Counts towards what one user may send.'] : []),
    ...(run === null ? ['Of a connection: not over HTTP.'] : []),
    ...(exclusive.length > 0 ? [`Exactly one of ${exclusive.map((field) => `\`${field}\``).join(', ')}.`] : []),
  ];
};

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value)}\n\`\`\``;

const clientBlock = (name: ClientEventName): string => {
  const event = clientEvents[name];
  const request = schemaOf(event.request, name);
  const answer = schemaOf(event.answer, `${name} ack`);
  const hasFields = Object.keys(request.properties ?? {}).length > 0;
  const hasAnswer = Object.keys(answer.properties ?? {}).length > 0;
  return [
    [event.about, ...requestNotes(name, request)].join(' '),
    hasFields ? `Payload:\n\n${fields(request)}` : 'Payload: nothing, or `{}`.',
    hasAnswer ? `Ack, beyond \`ok: true\`:\n\n${fields(answer)}` : 'Ack: `{ ok: true }`.',
    ...(hasFields ? [json(clientExamples[name].payload)] : []),
    ...(hasAnswer ? [json({ ok: true, ...(clientExamples[name].answer as object) })] : []),
  ].join('\n\n');
};

const serverBlock = (name: ServerEventName): string => {
  const event = serverEvents[name];
  const payload = schemaOf(event.payload, name);
  const shown =
    payload.type === 'object'
      ? fields(payload)
      : payload.items
        ? `A list of:\n\n${fields(payload.items)}`
        : `A ${typeOf(payload)}.`;
  return [event.about, shown, json(serverExamples[name])].join('\n\n');
};

const shapeBlock = (name: ShapeName): string => `${shapeProse[name]}\n\n${fields(shapeSchema(name))}`;

const retryWords = {
  never: 'as it stands, never',
  'same-connection': 'on this connection, after a while',
  reconnect: 'on a new connection',
  'after-sign-in': 'after joining',
} as const;

const errorsBlock = (): string =>
  table(
    ['code', 'HTTP', 'repeat it', 'what to do'],
    Object.entries(errors).map(([code, { status, retry, sentence }]) => [
      `\`${code}\``,
      String(status),
      retryWords[retry],
      sentence,
    ]),
  );

const limitsBlock = (): string =>
  table(
    ['name', 'value', 'meaning'],
    (Object.keys(limits) as (keyof Limits)[]).map((name) => [`\`${name}\``, number(limits[name]), limitProse[name]]),
  );

/** Every generated block of docs/protocol.md, by the name in its marker. Each must stand in the page exactly once. */
export const blocks = (): ReadonlyMap<string, string> =>
  new Map([
    ...(Object.keys(clientEvents) as ClientEventName[]).map((name) => [name, clientBlock(name)] as const),
    ...(Object.keys(serverEvents) as ServerEventName[]).map((name) => [name, serverBlock(name)] as const),
    ...(Object.keys(namedShapes) as ShapeName[]).map((name) => [name, shapeBlock(name)] as const),
    ['errors', errorsBlock()] as const,
    ['limits', limitsBlock()] as const,
  ]);
