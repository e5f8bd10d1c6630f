import { request } from 'node:http';
import type { Agent } from 'node:http';
import type { File as SentFile } from '@rookery/protocol';

/** Makes an account: guests may send no file above 25 MiB. */
export async function newAccount(port: number, username: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password: 'correct horse battery' }),
  });
  const { session } = (await answer.json()) as { readonly session?: { readonly token: string } };
  if (!session) throw new Error(`${username} got no account: ${answer.status}`);
  return session.token;
}

export async function upload(
  port: number,
  token: string,
  name: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<SentFile> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/files?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body,
  });
  const { file } = (await answer.json()) as { readonly file?: SentFile };
  if (!file) throw new Error(`${name} was not taken: ${answer.status}`);
  return file;
}

/** Bytes of the answer's body, which is not kept. */
export function drain(url: string, token: string, agent?: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const asked = request(url, { headers, ...(agent ? { agent } : {}) }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
      answer.on('error', reject);
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${answer.statusCode}`)),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}
