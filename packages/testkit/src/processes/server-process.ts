import { join } from 'node:path';
import { answersOk } from '../network/answers-ok.ts';
import { repositoryRoot } from '../repository-root.ts';
import { Child } from './child.ts';

export type ServerProcessOptions = {
  /** As messages call it; left out: the server. */
  readonly name?: string;
  readonly port: number;
  /** The file to which its output is added. */
  readonly log: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** What is run; left out: the built server. */
  readonly command?: readonly string[];
  /** The path that answers 200 when it is ready. */
  readonly readyPath?: string;
};

/** One server on a port of 127.0.0.1, which it has again whenever it is started again. */
export type ServerProcess = Child & { readonly port: number; readonly url: string };

/** How a server is started by its main script; left out: that of the normal build. */
export const serverCommand = (main = join(repositoryRoot, 'apps/server/dist/main.js')): readonly string[] => [
  process.execPath,
  '--enable-source-maps',
  main,
];

/** Does not start it yet. */
export function serverProcess({
  name = 'the server',
  port,
  log,
  settings,
  command = serverCommand(),
  readyPath = '/readyz',
}: ServerProcessOptions): ServerProcess {
  const url = `http://127.0.0.1:${port}`;
  // What a test says of links leads nowhere unless it wants that.
  const environment = {
    ROOKERY_LOG_LEVEL: 'warn',
    ROOKERY_LINK_PREVIEWS: 'off',
    ...settings,
    PORT: String(port),
    HOST: '127.0.0.1',
  };
  const child = new Child({ name, command, environment, log, isReady: () => answersOk(url + readyPath) });
  return Object.assign(child, { port, url });
}
