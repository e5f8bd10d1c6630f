import { MeasuredProcess } from '../../measured-process.ts';
import type { Figure } from '../scenario.ts';
import { drain, newAccount, upload } from './calls.ts';

const fileBytes = 200e6;
/** As large as those of the SDK. */
const pieceBytes = 4 * 2 ** 20;
const mostExtraMiB = 64;
const sampleMs = 10;

/** 200 MB up as one body, up in pieces, and down, each through the node; what it needs beyond what it had after a small file. */
export async function measureMemory(): Promise<readonly Figure[]> {
  const server = await MeasuredProcess.start('rookery');
  try {
    const token = await newAccount(server.port, 'sender');
    const warm = await upload(server.port, token, 'small.bin', Buffer.alloc(100_000, 'x'));
    await upInPieces(server.port, token, Buffer.alloc(100_000, 'x'));
    await drain(addressOf(server, warm.id), token);
    const before = server.rssMiB();
    const body = Buffer.alloc(fileBytes, 'x');
    let id = '';
    const steps: readonly (readonly [string, () => Promise<void>])[] = [
      ['up, as one body', async () => void (id = (await upload(server.port, token, 'large.bin', body)).id)],
      ['up, in pieces (tus)', () => upInPieces(server.port, token, body)],
      [
        'down',
        async () => {
          const bytes = await drain(addressOf(server, id), token);
          if (bytes !== fileBytes) throw new Error(`${bytes} bytes came down`);
        },
      ],
    ];
    const figures: Figure[] = [];
    for (const [name, act] of steps) {
      const startedAt = performance.now();
      const value = (await mostWhile(server, act)) - before;
      const seconds = (performance.now() - startedAt) / 1_000;
      figures.push(
        {
          name: `200 MB ${name}: most memory beyond that before`,
          value,
          unit: 'MiB',
          bar: `≤ ${mostExtraMiB}`,
          met: value <= mostExtraMiB,
        },
        { name: 'how fast', value: fileBytes / 1e6 / seconds, unit: 'MB/s' },
      );
    }
    return figures;
  } finally {
    await server.stop();
  }
}

const addressOf = ({ port }: MeasuredProcess, id: string): string => `http://127.0.0.1:${port}/api/v1/files/${id}`;

/** The most resident memory that the server had at any look, MiB. */
async function mostWhile(server: MeasuredProcess, act: () => Promise<void>): Promise<number> {
  let most = server.rssMiB();
  const looking = setInterval(() => (most = Math.max(most, server.rssMiB())), sampleMs);
  try {
    await act();
  } finally {
    clearInterval(looking);
  }
  return Math.max(most, server.rssMiB());
}

async function upInPieces(port: number, token: string, body: Buffer<ArrayBuffer>): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
  const begun = await fetch(`http://127.0.0.1:${port}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': `${body.length}` },
  });
  const place = new URL(begun.headers.get('location') ?? '', begun.url);
  for (let offset = 0; offset < body.length; offset += pieceBytes) {
    const answer = await fetch(place, {
      method: 'PATCH',
      headers: { ...headers, 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' },
      body: body.subarray(offset, offset + pieceBytes),
    });
    if (answer.status !== 204) throw new Error(`the piece at ${offset} was not taken: ${answer.status}`);
  }
}
