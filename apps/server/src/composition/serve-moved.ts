import { rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/env.ts';
import type { MovedError } from '../domain/moved-error.ts';
import { Certificate } from '../http/certificate.ts';
import { openOwnDoor } from '../http/own-door.ts';
import { createLog } from '../ops/log.ts';
import { listenFailure } from './listen-failure.ts';
import { passOnTo } from './pass-on-to.ts';
import { writePidFile } from './pid-file.ts';
import type { Served } from './serve.ts';

/** Serves nothing of its own: what was here has moved, and whoever comes is passed on. Throws `StartupError`. [MOVE-7] */
export async function serveMoved(config: Config, moved: MovedError['moved']): Promise<Served> {
  const { url } = moved.to;
  const log = createLog(config.logLevel, config.nodeName);
  const certificate = config.tls && new Certificate(config.tls);
  const secure = certificate && createHttps({ ...certificate.first });
  const server = secure ?? createHttp();
  if (secure) certificate?.renew(secure, log);
  const passOn = passOnTo(url, config, server);
  await new Promise<void>((done, fail) => {
    server.once('error', (error) => fail(listenFailure(error, config) as Error));
    server.listen(config.port, config.host, done);
  });
  const pidFile = writePidFile(config.dataDir);
  const door = await openOwnDoor(config.dataDir, async () => ({ moving: moved }));
  const { port } = server.address() as AddressInfo;
  log.info({ event: 'move.passingOn', url, port });
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    passOn.close();
    server.closeAllConnections();
    certificate?.close();
    await closed;
    await door?.close();
    rmSync(pidFile, { force: true });
  };
  let stopping: Promise<void> | null = null;
  return {
    url: `${secure ? 'https' : 'http'}://${config.host === '127.0.0.1' ? 'localhost' : config.host}:${port}${config.basePath}`,
    reach: `Whoever comes here is passed on to ${url}.`,
    setupLink: null,
    stop: () => (stopping ??= stop()),
  };
}
