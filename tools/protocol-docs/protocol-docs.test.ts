import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clientEvents, errors, limits, namedShapes, protocolVersion, serverEvents } from '@rookery/protocol';
import { describe, expect, test } from 'vitest';
import { fillPage } from './page.ts';

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

type Reference = { readonly $ref: string };
type Operation = {
  readonly action: string;
  readonly channel: Reference;
  readonly messages: readonly Reference[];
  readonly reply?: { readonly channel: Reference; readonly messages: readonly Reference[] };
};
type Document = {
  readonly asyncapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly 'x-limits': unknown };
  readonly channels: {
    readonly root: { readonly address: string; readonly messages: Readonly<Record<string, Reference>> };
  };
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly messages: Readonly<
      Record<string, { readonly name: string; readonly payload: object; readonly examples: readonly unknown[] }>
    >;
    readonly schemas: Readonly<Record<string, object>>;
  };
};

const document = JSON.parse(readFileSync(fileOf('../../docs/asyncapi.json'), 'utf8')) as Document;
const page = readFileSync(fileOf('../../docs/protocol.md'), 'utf8');

const references = (value: unknown): string[] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([key, inner]) =>
        key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
      );

const resolve = (reference: string): unknown =>
  reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);

test('[WIRE-18] what is committed is what the schemas make', () => {
  const run = () =>
    execFileSync(process.execPath, [fileOf('../protocol-docs.ts'), '--check'], { encoding: 'utf8', stdio: 'pipe' });
  expect(run).not.toThrow();
});

describe('[WIRE-18] the AsyncAPI document', () => {
  test('has the parts that AsyncAPI 3 demands', () => {
    expect(document.asyncapi).toBe('3.0.0');
    expect(document.info).toMatchObject({ title: 'Rookery wire protocol', version: `${protocolVersion}.0.0` });
    expect(document.info['x-limits']).toEqual({ ...limits });
    expect(document.channels.root.address).toBe('/');
    for (const key of [...Object.keys(document.operations), ...Object.keys(document.components.messages)])
      expect(key).toMatch(/^[A-Za-z0-9._-]+$/);
  });

  test('every reference leads somewhere', () => {
    const all = references(document);
    expect(all.length).toBeGreaterThan(100);
    expect(all.filter((reference) => !reference.startsWith('#/') || resolve(reference) === undefined)).toEqual([]);
  });

  test('every event is one operation, a client’s with its reply, in the channel that it names', () => {
    const inChannel = ({ $ref }: Reference): unknown =>
      $ref.startsWith('#/channels/root/messages/')
        ? (resolve((resolve($ref) as Reference).$ref) as { name: string }).name
        : undefined;
    const operations = Object.values(document.operations);
    const named = (action: string) =>
      operations
        .filter((operation) => operation.action === action)
        .map((operation) => operation.messages.map(inChannel)[0]);
    expect(named('receive')).toEqual(Object.keys(clientEvents));
    expect(named('send')).toEqual(Object.keys(serverEvents));
    for (const operation of operations) {
      expect(resolve(operation.channel.$ref)).toBe(document.channels.root);
      if (operation.action === 'receive')
        expect(operation.reply?.messages.map(inChannel)).toEqual([
          `${String(inChannel(operation.messages[0] as Reference))} (ack)`,
        ]);
    }
  });

  test('every message has a payload and an example, every shape and error code is there', () => {
    for (const message of Object.values(document.components.messages)) {
      expect(Object.keys(message.payload).length, message.name).toBeGreaterThan(0);
      expect(message.examples, message.name).toHaveLength(1);
    }
    expect(Object.keys(document.components.schemas)).toEqual([...Object.keys(namedShapes), 'Failure']);
    expect(document.components.schemas['Error']).toMatchObject({ properties: { code: { enum: Object.keys(errors) } } });
  });
});

describe('[WIRE-18] the page', () => {
  test('names every event, field of an event, shape, error code and limit', () => {
    for (const event of [...Object.keys(clientEvents), ...Object.keys(serverEvents)])
      expect(page).toContain(`#### \`${event}\``);
    for (const shape of Object.keys(namedShapes)) expect(page).toContain(`#### ${shape}\n`);
    for (const word of [...Object.keys(errors), ...Object.keys(limits)]) expect(page).toContain(`| \`${word}\` |`);
  });

  test('its links inside lead to headings', () => {
    const anchors = new Set(
      [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
    const missing = [...page.matchAll(/\]\(#([^)]+)\)/g)]
      .map(([, anchor = '']) => anchor)
      .filter((anchor) => !anchors.has(anchor));
    expect(missing).toEqual([]);
  });

  const blocks = new Map([['a', 'new']]);
  test('prose is kept, blocks are replaced, and filling twice changes nothing', () => {
    const filled = fillPage('before\n<!-- generated: a -->\nold\n<!-- end -->\nafter', blocks);
    expect(filled).toMatch(/^before\n[^]*\nnew\n[^]*\nafter$/);
    expect(filled).not.toContain('old');
    expect(fillPage(filled, blocks)).toBe(filled);
  });
  test.each([
    ['a place is missing', 'nothing', /no place for a/],
    [
      'a place is there twice',
      '<!-- generated: a -->\n<!-- end -->\n<!-- generated: a -->\n<!-- end -->',
      /two places/,
    ],
    ['a place is of something removed', '<!-- generated: b -->\n<!-- end -->', /not in the protocol/],
    ['an end is missing', '<!-- generated: a -->', /is missing/],
  ])('%s: refused', (_, text, message) => {
    expect(() => fillPage(text, blocks)).toThrow(message);
  });
});
