import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersOk } from '../network/answers-ok.ts';
import { repositoryRoot } from '../repository-root.ts';
import { until } from '../waiting/until.ts';
import { Child } from './child.ts';

export type NginxOptions = {
  readonly dir: string;
  readonly port: number;
  /** Name and port of each node. */
  readonly nodes: readonly { readonly name: string; readonly port: number }[];
  /** The nodes' ROOKERY_BASE_PATH, without the slash at its end; left out: the whole of the origin. */
  readonly basePath?: string;
  /** The directory of the nodes' files, which NGINX gives out; left out: the nodes do. */
  readonly files?: string;
};

export type Nginx = Child & {
  /**
   * As an operator does after a change of its configuration: who is connected stays. Resolves once the workers of before have let go of all
   * connections without a request: one that came on them then would be lost.
   */
  reload(): Promise<void>;
  /** From now on these nodes; who is connected stays. */
  serve(nodes: NginxOptions['nodes']): void;
};

const workers = 3;
/** A process may not hold more where this is the hard limit; two a proxied client. */
const files = 20_000;

/** NGINX with the configuration of deploy/nginx in front of these nodes, on 127.0.0.1. Does not start it yet. */
export function nginx({ dir, port, nodes, basePath = '', files: filesRoot = '/nonexistent' }: NginxOptions): Nginx {
  const at = (name: string): string => join(dir, name);
  for (const folder of ['', 'body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(at(folder), { recursive: true });
  const nameNodes = (served: NginxOptions['nodes']): void => {
    writeFileSync(at('upstream.conf'), served.map((node) => `server 127.0.0.1:${node.port} max_fails=0;\n`).join(''));
    writeFileSync(at('sid.conf'), served.map((node) => `"~^${node.name}_" 127.0.0.1:${node.port};\n`).join(''));
  };
  nameNodes(nodes);
  const log = at('nginx.log');
  const asRoot = process.getuid?.() === 0;
  const values: Readonly<Record<string, string>> = {
    MAIN: `${asRoot ? 'user root; ' : ''}pid ${at('nginx.pid')}; daemon off;`,
    WORKERS: String(workers),
    FILES: String(files),
    CONNECTIONS: String(files - 200),
    ERROR_LOG: log,
    MIME_TYPES: '/etc/nginx/mime.types',
    TEMP_PATHS: ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${at(name === 'client_body' ? 'body' : name)};`)
      .join(' '),
    UPSTREAM_INCLUDE: at('upstream.conf'),
    SID_INCLUDE: at('sid.conf'),
    PROXY_INCLUDE: join(repositoryRoot, 'deploy/nginx/proxy.conf'),
    FILES_ROOT: filesRoot,
    WEB_ROOT: join(repositoryRoot, 'apps/web/dist'),
    STRIP: basePath === '' ? '' : `rewrite ^${basePath}(?:/(.*))?$ /$1;`,
    LISTEN: `127.0.0.1:${port}`,
    REUSEPORT: ' reuseport',
  };
  const template = readFileSync(join(repositoryRoot, 'deploy/nginx/nginx.conf.template'), 'utf8');
  writeFileSync(
    at('nginx.conf'),
    template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? ''),
  );
  const binary = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find((path) => existsSync(path)) ?? 'nginx';
  const command = ['-c', at('nginx.conf'), '-e', log, '-p', dir];
  const checked = spawnSync(binary, ['-t', ...command], { encoding: 'utf8' });
  if (checked.error)
    throw new Error('nginx is not installed: run apt-get install nginx-light', { cause: checked.error });
  if (checked.status !== 0) throw new Error(`NGINX refuses its configuration: ${checked.stderr.trim()}`);
  const child = new Child({
    name: 'nginx',
    command: [binary, ...command],
    log,
    isReady: () => answersOk(`http://127.0.0.1:${port}/readyz`),
  });
  /** Those that take requests. */
  const serving = (): string[] =>
    readFileSync(`/proc/${child.pid()}/task/${child.pid()}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('nginx: worker process\0');
        } catch {
          return false;
        }
      });
  const reload = (): void => child.signal('SIGHUP');
  return Object.assign(child, {
    reload: async () => {
      const before = new Set(serving());
      reload();
      await until('NGINX has new workers alone', () => {
        const now = serving();
        return now.length > 0 && !now.some((pid) => before.has(pid));
      });
    },
    serve: (served: NginxOptions['nodes']) => {
      nameNodes(served);
      reload();
    },
  });
}
