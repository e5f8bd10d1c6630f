import type { Readable } from 'node:stream';
import { ChatError, isFileId } from '@rookery/protocol';
import type { Actor } from '../app/actor.ts';
import { findFile } from '../app/find-file.ts';
import type { Ports } from '../app/ports.ts';
import { uploadFile } from '../app/upload-file.ts';
import type { StoredFile } from '../domain/stored-file.ts';
import { byteRange } from './byte-range.ts';
import { contentDisposition } from './content-disposition.ts';
import type { Call, Exchanges, Reply } from './exchanges.ts';

type Parts = {
  readonly ports: Pick<Ports, 'files' | 'blobs' | 'clock'>;
  readonly exchanges: Exchanges;
};

/** However slow the network is: a file has come, or was taken, by then, ms. */
const passingMs = 3_600_000;
/** Whoever sends or takes nothing for so long is cut off, ms. */
const stalledMs = 30_000;

/** A file never changes: whoever has it need not ask again. Shared caches do not know who may have it. */
const cacheControl = 'private, max-age=31536000, immutable';

/** Files over HTTP: they are sent here, and fetched from here. */
export class FileCalls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `POST /api/v1/files?name=NAME`, the body is the file. Never throws. */
  upload(call: Call): Promise<Reply> {
    const charge = { label: 'files:upload', cost: 'writing', answers: 'small', mostMs: passingMs } as const;
    return this.#parts.exchanges.serve(call, ['POST'], charge, async ({ actor }) => {
      if (!actor) throw new ChatError('unauthorized');
      const length = call.raw.headers['content-length'];
      if (length === undefined || !/^\d{1,15}$/.test(length))
        throw new ChatError('bad_request', { message: 'Say with Content-Length how long the file is.' });
      const stopWatching = cutOffStalled(call);
      try {
        const asked = { name: call.query.get('name') ?? '', bytes: Number(length) };
        const file = await uploadFile(this.#parts.ports, actor, asked, arriving(call.body));
        return { status: 201, headers: {}, body: { ok: true, file } };
      } finally {
        stopWatching();
      }
    });
  }

  /** `GET /api/v1/files/ID`, and HEAD. Never throws. [FILE-7] [FILE-8] */
  download(call: Call, id: string): Promise<Reply> {
    const charge = { label: 'files:read', cost: 'plain', answers: 'small' } as const;
    return this.#parts.exchanges.serve(call, ['GET', 'HEAD'], charge, async ({ actor }) => {
      if (!actor) throw new ChatError('unauthorized');
      return this.#file(call, actor, id);
    });
  }

  async #file(call: Call, { user }: Actor, id: string): Promise<Reply> {
    const { ports } = this.#parts;
    const found = isFileId(id) ? await findFile(ports, user.id, id) : null;
    if (!found) throw new ChatError('not_found', { message: 'There is no such file.' });
    const { file, scope } = found;
    const headers = headersOf(file);
    const { range: asked, 'if-range': ifRange, 'if-none-match': known } = call.raw.headers;
    if (known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === headers.etag))
      return { status: 304, headers, body: null };
    const range = ifRange === undefined || ifRange === headers.etag ? byteRange(asked, file.bytes) : null;
    if (range === 'beyond')
      return { status: 416, headers: { ...headers, 'content-range': `bytes */${file.bytes}` }, body: null };
    const length = range ? range.to - range.from + 1 : file.bytes;
    const full = {
      ...headers,
      'content-length': String(length),
      ...(range ? { 'content-range': `bytes ${range.from}-${range.to}/${file.bytes}` } : {}),
    };
    const status = range ? 206 : 200;
    if (call.method === 'HEAD') return { status, headers: full, body: null };
    const opened = await ports.blobs.open(scope, file.hash, range ?? undefined);
    if (!opened) throw new ChatError('not_found', { message: 'There is no such file.' });
    const stopWatching = cutOffStalled(call);
    void call.over.then(() => {
      stopWatching();
      opened.stream.destroy();
    });
    return { status, headers: full, body: opened.stream, takingMs: passingMs };
  }
}

const headersOf = (file: StoredFile) => ({
  'content-type': file.type,
  'content-disposition': contentDisposition('attachment', file.name),
  'accept-ranges': 'bytes',
  etag: `"${file.hash}"`,
  'cache-control': cacheControl,
  // Nothing that it holds runs as a page of this origin.
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
});

/** The body as it comes. What its sender breaks off is no fault of ours. */
async function* arriving(body: Readable | undefined): AsyncGenerator<Uint8Array> {
  try {
    // Left as it is where somebody stops reading: whoever sends it is to hear why.
    for await (const piece of body?.iterator({ destroyOnReturn: false }) ?? []) yield piece as Uint8Array;
  } catch (error) {
    throw new ChatError('bad_request', { message: 'The body did not arrive.', cause: error });
  }
}

/** Ends the connection where nothing passes over it for a while. Call what it returns to stop watching. */
function cutOffStalled(call: Call): () => void {
  let passed = call.passed();
  const watch = setInterval(() => {
    const now = call.passed();
    if (now === passed) call.abort();
    passed = now;
  }, stalledMs);
  return () => clearInterval(watch);
}
