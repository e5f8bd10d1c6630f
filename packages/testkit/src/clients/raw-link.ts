/** A client without a library: what is sent goes over the wire as it is. */
export type Raw = {
  readonly heard: readonly string[];
  send(frame: string | Uint8Array<ArrayBuffer>): void;
  hears(fits: (text: string) => boolean): Promise<string>;
  /** Resolves when the server has answered a later question, or closed. */
  answeredOrClosed(): Promise<void>;
  isClosed(): boolean;
  close(): void;
};

const waitMs = 5_000;

/** Opens a WebSocket and, with `auth`, the default namespace. */
export async function openRaw(url: string, auth: object | null): Promise<Raw> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  let wake = (): void => undefined;
  const waitFor = async (holds: () => boolean): Promise<void> => {
    const giveUpAt = Date.now() + waitMs;
    while (!holds()) {
      if (Date.now() > giveUpAt) throw new Error(`It was not heard; heard: ${heard.join(' ').slice(0, 2_000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  socket.addEventListener('message', ({ data }) => {
    heard.push(String(data));
    wake();
  });
  socket.addEventListener('close', () => wake());
  socket.addEventListener('error', () => wake());
  const isClosed = (): boolean => socket.readyState >= WebSocket.CLOSING;
  const raw: Raw = {
    heard,
    send: (frame) => {
      if (!isClosed()) socket.send(frame);
    },
    hears: async (fits) => {
      await waitFor(() => heard.some(fits));
      return heard.find(fits) ?? '';
    },
    answeredOrClosed: async () => {
      raw.send('424242["rooms:list"]');
      await waitFor(() => isClosed() || heard.some((text) => text.startsWith('434242[')));
      socket.close();
    },
    isClosed,
    close: () => socket.close(),
  };
  await raw.hears((text) => text.startsWith('0{'));
  if (auth) {
    raw.send(`40${JSON.stringify(auth)}`);
    await raw.hears((text) => text.startsWith('42["server:hello"'));
  }
  return raw;
}
