import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../repository-root.ts';

const template = readFileSync(join(repositoryRoot, 'deploy/nginx/nginx.conf.template'), 'utf8');
/** What stands between the braces after `head`, without inner blocks. */
const blockOf = (head: string): string => template.slice(template.indexOf(`${head} {`)).split('}\n')[0] ?? '';

test('[OPS-29] NGINX bounds connections and requests by client', () => {
  expect(template).toMatch(/limit_conn_zone \$rookery_client /);
  expect(template).toMatch(/limit_req_zone \$rookery_client /);
  expect(template).toMatch(/^ {4}limit_conn rookery_connections \d+;/m);
  expect(template).toMatch(/^ {4}limit_req zone=rookery_requests burst=\d+ nodelay;/m);
});

test('[OPS-29] whatever fails at the sockets, the error log repeats no request and so no sid', () => {
  expect(blockOf('location /socket.io/')).toContain('error_log {{ERROR_LOG}} emerg;');
  expect(template).toContain('access_log off;');
});
