import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersOk } from '../network/answers-ok.ts';
import { freePort } from '../network/free-port.ts';
import { Child } from './child.ts';

export type FrontOptions = {
  readonly dir: string;
  /** What stands in the `http` block beside the server. */
  readonly http?: string;
  /** What stands in its `server` block. */
  readonly server: string;
};

/** Passes everything on as a proxy before Rookery should. */
export const passOn =
  'proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $front_connection;';

/** An NGINX of an operator's own on a port of 127.0.0.1, started and ready: what lies before Rookery, however it is set up. */
export async function startFront({ dir, http = '', server }: FrontOptions): Promise<Child & { readonly url: string }> {
  const at = (name: string): string => join(dir, name);
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${at(name)};`,
  );
  writeFileSync(
    at('front.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''} pid ${at('front.pid')}; daemon off; error_log ${at('front.log')} warn;
events {}
http {
  access_log off; ${temporary.join(' ')}
  map $http_upgrade $front_connection { default upgrade; '' ''; }
  ${http}
  server {
    listen 127.0.0.1:${port};
    location = /front { return 204; }
    ${server}
  }
}
`,
  );
  const url = `http://127.0.0.1:${port}`;
  const binary = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((path) => existsSync(path)) ?? 'nginx';
  const child = new Child({
    name: 'the front',
    command: [binary, '-c', at('front.conf'), '-e', at('front.log'), '-p', dir],
    log: at('front.log'),
    isReady: () => answersOk(`${url}/front`),
  });
  await child.start();
  return Object.assign(child, { url });
}
