/** Driven over IPC: each of some people sends one file after the other to a server for a time, as fast as it takes them. */
import { Agent, request } from 'node:http';

export type UploadOrder = {
  readonly port: number;
  /** One for each of them. */
  readonly tokens: readonly string[];
  /** Of each file. */
  readonly bytes: number;
  readonly ms: number;
};
export type UploadReport = { readonly files: number; readonly seconds: number };

function send(order: UploadOrder, token: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: order.port,
        path: '/api/v1/files?name=a.bin',
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-length': body.length },
        agent,
      },
      (answer) => {
        answer.resume();
        answer.on('error', reject);
        const isTaken = answer.statusCode === 200 || answer.statusCode === 201;
        answer.on('end', () => (isTaken ? resolve() : reject(new Error(`not taken: ${answer.statusCode}`))));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

async function sendAll(order: UploadOrder): Promise<UploadReport> {
  const agent = new Agent({ keepAlive: true });
  const body = Buffer.alloc(order.bytes, 'x');
  const startedAt = performance.now();
  let files = 0;
  await Promise.all(
    order.tokens.map(async (token) => {
      while (performance.now() - startedAt < order.ms) {
        await send(order, token, body, agent);
        files += 1;
      }
    }),
  );
  agent.destroy();
  return { files, seconds: (performance.now() - startedAt) / 1_000 };
}

process.on('message', (order: UploadOrder) => {
  sendAll(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
