import type { Socket as TcpSocket } from 'node:net';
import type { Person } from './person.ts';

/** The TCP socket under a stock client that speaks WebSocket. */
function tcpSocketOf(person: Person): TcpSocket {
  const { transport } = person.socket.io.engine as unknown as {
    transport: { readonly name: string; readonly ws?: { readonly _socket: TcpSocket } };
  };
  if (!transport.ws) throw new Error(`this client speaks ${transport.name}`);
  return transport.ws._socket;
}

/** From now on the client takes nothing off its socket: what it is sent piles up in the kernel, then in the server. */
export const pauseReading = (person: Person): void => void tcpSocketOf(person).pause();
export const resumeReading = (person: Person): void => void tcpSocketOf(person).resume();

/** A client over long-polling without a library, greeted. */
export async function openPolling(
  url: string,
  auth: object,
): Promise<{ post(packets: readonly string[]): Promise<number>; poll(): Promise<string> }> {
  const base = `${url}/socket.io/?EIO=4&transport=polling`;
  const { sid } = JSON.parse((await (await fetch(base)).text()).slice(1)) as { sid: string };
  const post = async (packets: readonly string[]): Promise<number> =>
    (await fetch(`${base}&sid=${sid}`, { method: 'POST', body: packets.join('\x1e') })).status;
  const poll = async (): Promise<string> => (await fetch(`${base}&sid=${sid}`)).text();
  await post([`40${JSON.stringify(auth)}`]);
  for (let heard = ''; !heard.includes('server:hello');) heard += await poll();
  return { post, poll };
}

/** A client over long-polling that asks `times` times and never fetches an answer. */
export async function deafPoller(
  url: string,
  token: string,
  question: readonly [string, object],
  times: number,
): Promise<void> {
  const { post } = await openPolling(url, { token });
  for (let index = 0; index < times; index += 50)
    await post(Array.from({ length: 50 }, (_, offset) => `42${index + offset}${JSON.stringify(question)}`));
}
