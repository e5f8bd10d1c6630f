import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';

export type Answer = Record<string, unknown> & { readonly ok: boolean };

/** A guest with a stock Socket.IO client over WebSocket, who comes back as the same user. */
export class Visitor {
  readonly socket: Socket;
  /** The node that took the connection. */
  readonly node: string;

  private constructor(socket: Socket, node: string) {
    this.socket = socket;
    this.node = node;
  }

  static async arrive(url: string): Promise<Visitor> {
    const socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    const node = await new Promise<string>((resolve, reject) => {
      socket.once('server:hello', (hello: { node: string }) => resolve(hello.node));
      setTimeout(() => reject(new Error('no server:hello within 60 s')), 60_000).unref();
    });
    const visitor = new Visitor(socket, node);
    const joined = await visitor.ask('user:join', { username: `v.${Math.random().toString(36).slice(2, 10)}` });
    socket.auth = { token: (joined['session'] as { token: string }).token };
    return visitor;
  }

  /** `ok: false` also where no answer came in time. */
  async ask(event: string, payload: object): Promise<Answer> {
    try {
      return (await this.socket.timeout(11_000).emitWithAck(event, payload)) as Answer;
    } catch {
      return { ok: false };
    }
  }

  /** The id of a new room. */
  async createRoom(name: string): Promise<string> {
    const made = await this.ask('room:create', { name });
    if (!made.ok) throw new Error(`no room: ${JSON.stringify(made)}`);
    return (made['room'] as { id: string }).id;
  }

  leave(): void {
    this.socket.disconnect();
  }
}
