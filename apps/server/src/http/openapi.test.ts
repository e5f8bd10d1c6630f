import { Validator } from '@seriousme/openapi-schema-validator';
import { clientEvents } from '@rookery/protocol';
import type { ClientEventName } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { operations } from '../app/operations.ts';
import { accountRoutes } from './account-routes.ts';
import { openApi } from './openapi.ts';

const document = JSON.parse(JSON.stringify(openApi())) as {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string; readonly security?: object[] }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

test('[HTTP-8] the document is valid OpenAPI 3.1, and every reference in it leads somewhere', async () => {
  const validator = new Validator();
  expect(await validator.validate(document)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
  expect(references.length).toBeGreaterThan(50);
  for (const [, name = ''] of references) expect(Object.keys(document.components.schemas)).toContain(name);
  expect(JSON.stringify(document)).not.toMatch(/"\$(id|schema)"/);
});

test('[HTTP-8] it has every call, and says who need not have joined', () => {
  const callable = (Object.keys(clientEvents) as ClientEventName[]).filter((event) => operations[event].run !== null);
  expect(Object.keys(document.paths)).toEqual([
    ...callable.map((event) => `/api/v1/call/${event}`),
    ...new Set(Object.values(accountRoutes).map(({ path }) => `/api/v1/${path}`)),
    '/api/v1/files',
    '/api/v1/files/{id}',
    '/api/v1/files/{id}/preview',
    '/api/v1/uploads',
    '/api/v1/uploads/{id}',
  ]);
  for (const event of callable)
    expect(document.paths[`/api/v1/call/${event}`]?.['post']?.security !== undefined, event).toBe(
      operations[event].who === 'anyone',
    );
  for (const { path, method, who } of Object.values(accountRoutes)) {
    const route = document.paths[`/api/v1/${path}`]?.[method.toLowerCase()];
    expect(route?.security !== undefined, `${method} ${path}`).toBe(who === 'anyone');
  }
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
