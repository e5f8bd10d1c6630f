import { clientEvents } from '@rookery/protocol';
import { expect, test } from 'vitest';
import { openApi } from '../../apps/server/src/http/openapi.ts';
import { rows } from './rows.ts';
import { routeRows } from './rows/routes.ts';

const callPath = '/api/v1/call/';

test('[SEC-1] every event and every address of the API’s document has its row in the matrix', () => {
  expect(Object.keys(rows).toSorted()).toEqual(Object.keys(clientEvents).toSorted());
  const paths = Object.entries(openApi()['paths'] as Record<string, object>);
  const routes = paths
    .filter(([path]) => !path.startsWith(callPath))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
  expect(Object.keys(routeRows).toSorted()).toEqual(routes.toSorted());
});
