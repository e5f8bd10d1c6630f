import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { StartupError } from '../domain/startup-error.ts';
import { ownDoorOf } from './own-door.ts';

const answerMs = 30_000;

/** Says something to the server that runs on a data directory. Throws `StartupError` where none does, or what it says of why it does not. */
export async function askOwnDoor(dataDir: string, command: object): Promise<object> {
  const socketPath = ownDoorOf(dataDir);
  if (socketPath === null)
    throw new StartupError(
      `The path ${dataDir} is too long for a socket: go into the directory above it, and name it from there.`,
    );
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request({ socketPath, method: 'POST', path: '/', timeout: answerMs }, resolve);
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', reject);
    asked.end(JSON.stringify(command));
  }).catch((error: unknown) => {
    throw new StartupError(
      `No server runs on ${dataDir}: start it, or set ROOKERY_DATA_DIR to the directory of the one that runs.`,
      { cause: error },
    );
  });
  const parts: Buffer[] = [];
  for await (const part of answer as AsyncIterable<Buffer>) parts.push(part);
  const said = JSON.parse(Buffer.concat(parts).toString()) as { readonly ok: boolean; readonly message?: string };
  if (!said.ok) throw new StartupError(said.message ?? 'The server refused.');
  return said;
}
