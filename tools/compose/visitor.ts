import { setTimeout as sleep } from 'node:timers/promises';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

export type Answer = Record<string, unknown> & { readonly ok: boolean; readonly error?: { readonly code: string } };

const open = (url: string, auth: object, transports: string[]): { socket: Socket; node: Promise<string> } => {
  const socket = io(url, { auth, transports, forceNew: true, reconnectionDelayMax: 1_000 });
  const node = new Promise<string>((resolve, reject) => {
    socket.once('server:hello', (hello: { node: string }) => resolve(hello.node));
    setTimeout(() => reject(new Error('no server:hello within 20 s')), 20_000).unref();
  });
  return { socket, node };
};

export async function connect(url: string, auth: object, transports: string[]): Promise<Socket> {
  const { socket, node } = open(url, auth, transports);
  await node;
  return socket;
}

/** The nodes that new connections get, a connection each; one that is refused at first makes its node ''. */
export async function nodesOfNewConnections(url: string, count: number): Promise<string[]> {
  const opened = Array.from({ length: count }, () => {
    const { socket, node } = open(url, {}, ['websocket']);
    const refused = new Promise<string>((resolve) => socket.once('connect_error', () => resolve('')));
    return { socket, node: Promise.race([node, refused]) };
  });
  const nodes = await Promise.all(opened.map(({ node }) => node));
  for (const { socket } of opened) socket.disconnect();
  return nodes;
}

export async function ask(socket: Socket, event: string, payload: object): Promise<Answer> {
  try {
    return (await socket.timeout(11_000).emitWithAck(event, payload)) as Answer;
  } catch {
    return { ok: false };
  }
}

/** Whoever loses the connection comes back as the same user. */
export async function join(socket: Socket, username: string): Promise<boolean> {
  const answer = await ask(socket, 'user:join', { username });
  if (answer.ok) socket.auth = { token: (answer['session'] as { token: string }).token };
  return answer.ok;
}

/** As a correct client does: the same clientId again while the outcome is unknown. */
export async function send(socket: Socket, room: string, content: string, clientId: string): Promise<Answer> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    const answer = await ask(socket, 'message:room', { room, content, clientId });
    if (answer.ok || Date.now() > giveUpAt) return answer;
    await sleep(300);
  }
}

/** All messages of a room, by pages. */
export async function history(socket: Socket, room: string): Promise<{ seq: number; content: string }[]> {
  const messages: { seq: number; content: string }[] = [];
  const giveUpAt = Date.now() + 60_000;
  for (let after = 0; ;) {
    const answer = await ask(socket, 'history:fetch', { room, after, limit: 100 });
    if (!answer.ok) {
      if (Date.now() > giveUpAt) throw new Error('the history cannot be read within a minute');
      await sleep(300);
      continue;
    }
    const page = answer['messages'] as { seq: number; content: string }[];
    messages.push(...page);
    if (!answer['hasMore'] || page.length === 0) return messages;
    after = page.at(-1)?.seq ?? after;
  }
}

export async function ready(url: string): Promise<void> {
  const giveUpAt = Date.now() + 120_000;
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => null);
    if (response?.ok) return;
    if (Date.now() > giveUpAt) throw new Error('the composition is not ready within two minutes');
    await sleep(500);
  }
}

const bearer = (socket: Socket) => ({ authorization: `Bearer ${(socket.auth as { token: string }).token}` });

/** The file's id. */
export async function upload(url: string, socket: Socket, words: string): Promise<string | null> {
  const answer = await fetch(`${url}/api/v1/files?name=words.txt`, {
    ...{ method: 'POST', headers: bearer(socket), body: words },
  });
  return answer.ok ? ((await answer.json()) as { file: { id: string } }).file.id : null;
}

export async function download(url: string, socket: Socket, id: string): Promise<string | null> {
  const answer = await fetch(`${url}/api/v1/files/${id}`, { headers: bearer(socket) });
  const text = await answer.text();
  return answer.ok ? text : null;
}
