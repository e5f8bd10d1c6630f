import { ChatError, isFileId } from '@rookery/protocol';
import type { FileId, UserId } from '@rookery/protocol';
import { findFile } from '../app/find-file.ts';
import type { FoundFile } from '../app/find-file.ts';
import type { Ports } from '../app/ports.ts';
import { findPicture } from '../app/show-picture.ts';
import { uploadFile } from '../app/upload-file.ts';
import { toWireFile } from '../domain/stored-file.ts';
import type { StoredFile } from '../domain/stored-file.ts';
import { arriving, cutOffStalled } from './arriving.ts';
import type { BodiesComingIn } from './bodies-coming-in.ts';
import { byteRange } from './byte-range.ts';
import type { ByteRange } from './byte-range.ts';
import { contentDisposition } from './content-disposition.ts';
import type { Call, Exchanges, Reply } from './exchanges.ts';
import { uploadDetails } from './upload-details.ts';

/** `isFace`: it stands for a person or a room. */
type Found = Pick<FoundFile, 'file' | 'scope'> & { readonly isFace: boolean };

type Parts = {
  readonly ports: Pick<Ports, 'files' | 'membership' | 'blobs' | 'intake' | 'keptSettings' | 'clock'>;
  readonly exchanges: Exchanges;
  readonly comingIn: BodiesComingIn;
  /** Before the place of a file that a web server in front gives out; '' where there is none. */
  readonly redirect: string;
};

/** However slow the network is: a file has come, or was taken, by then, ms. */
export const passingMs = 3_600_000;
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
      const details = uploadDetails((key) => call.query.get(key) ?? undefined);
      const hasCome = this.#parts.comingIn.begin(call);
      const stopWatching = cutOffStalled(call);
      try {
        const asked = { name: call.query.get('name') ?? '', bytes: Number(length), details };
        const file = await uploadFile(this.#parts.ports, actor, asked, arriving(call.body));
        return { status: 201, headers: {}, body: { ok: true, file: toWireFile(file) } };
      } finally {
        stopWatching();
        hasCome();
      }
    });
  }

  /** `GET /api/v1/files/ID`, or `…/ID/preview`, and HEAD. Never throws. [FILE-7] [FILE-8] */
  download(call: Call, id: string, what: 'file' | 'preview'): Promise<Reply> {
    const charge = { label: 'files:read', cost: 'plain', answers: 'small' } as const;
    return this.#parts.exchanges.serve(call, ['GET', 'HEAD'], charge, async ({ actor }) => {
      if (!actor) throw new ChatError('unauthorized');
      const found = isFileId(id) ? await this.#find(actor.user.id, id) : null;
      const given = found && (what === 'file' ? asItIs(found.file) : asPreview(found.file));
      if (!found || !given) throw noSuchFile();
      return (await this.#elsewhere(call, found, given)) ?? this.#give(call, found.scope, given);
    });
  }

  async #find(reader: UserId, id: FileId): Promise<Found | null> {
    const found = await findFile(this.#parts.ports, reader, id);
    if (found) return { ...found, isFace: false };
    const picture = await findPicture(this.#parts.ports, reader, id);
    return picture && { file: picture, scope: id, isFace: true };
  }

  async #give(call: Call, scope: string, { hash, bytes: size, headers }: Given): Promise<Reply> {
    const { 'if-none-match': known, 'if-range': ifRange } = call.raw.headers;
    if (known?.split(',').some((tag) => ['*', headers.etag].includes(tag.trim().replace(/^W\//, ''))))
      return { status: 304, headers, body: null };
    const bytes = size ?? (await this.#sizeOf(scope, hash));
    // Ranges are of what is given: HEAD gives nothing.
    const isAsked = call.method === 'GET' && (ifRange === undefined || ifRange === headers.etag);
    const asked = isAsked ? call.raw.headers.range : undefined;
    const range = byteRange(asked, bytes);
    if (range === 'beyond')
      return { status: 416, headers: { ...headers, 'content-range': `bytes */${bytes}` }, body: null };
    const full = {
      ...headers,
      'content-length': String(range ? range.to - range.from + 1 : bytes),
      ...(range ? { 'content-range': `bytes ${range.from}-${range.to}/${bytes}` } : {}),
    };
    const status = range ? 206 : 200;
    if (call.method === 'HEAD') return { status, headers: full, body: null };
    const { stream } = await this.#open(scope, hash, range ?? undefined);
    const stopWatching = cutOffStalled(call);
    void call.over.then(() => {
      stopWatching();
      stream.destroy();
    });
    return { status, headers: full, body: stream, takingMs: passingMs };
  }

  async #sizeOf(scope: string, hash: string): Promise<number> {
    const { bytes, stream } = await this.#open(scope, hash, { from: 0, to: 0 });
    stream.destroy();
    return bytes;
  }

  async #open(scope: string, hash: string, range?: ByteRange) {
    const opened = await this.#parts.ports.blobs.open(scope, hash, range);
    if (!opened) throw noSuchFile();
    return opened;
  }

  /** Where somebody else has the bytes the answer only says where: ranges and the like are theirs. */
  async #elsewhere(call: Call, { scope, isFace }: Found, { hash, headers }: Given): Promise<Reply | null> {
    const { ports, redirect } = this.#parts;
    const address = await ports.blobs.address(scope, hash, {
      type: headers['content-type'],
      disposition: headers['content-disposition'],
      cacheControl: headers['cache-control'],
    });
    // An address is signed for GET alone, and is another one each time: a face, which is on every screen, is kept by browsers as long as it comes from here.
    if (address.kind === 'url' && (call.method === 'HEAD' || isFace)) return null;
    if (address.kind === 'url')
      return { status: 302, headers: { location: address.url, 'cache-control': 'private, no-store' }, body: null };
    if (redirect === '') return null;
    const { 'accept-ranges': _ranges, ...kept } = headers;
    return { status: 200, headers: { ...kept, 'x-accel-redirect': redirect + address.path }, body: null };
  }
}

const noSuchFile = (): ChatError => new ChatError('not_found', { message: 'There is no such file.' });

/** Some bytes and what is said of them. */
type Given = { readonly hash: string; readonly bytes: number | null; readonly headers: ReturnType<typeof headersOf> };

const asItIs = ({ hash, bytes, type, name, isShown }: StoredFile): Given => ({
  ...{ hash, bytes },
  headers: headersOf(hash, type, contentDisposition(isShown ? 'inline' : 'attachment', name)),
});

/** Null where it has none. */
const asPreview = ({ preview }: StoredFile): Given | null =>
  preview === undefined ? null : { hash: preview, bytes: null, headers: headersOf(preview, 'image/webp', 'inline') };

const headersOf = (hash: string, type: string, disposition: string) => ({
  'content-type': type,
  'content-disposition': disposition,
  'accept-ranges': 'bytes',
  etag: `"${hash}"`,
  'cache-control': cacheControl,
  // Nothing that it holds runs as a page of this origin.
  'content-security-policy': "sandbox; default-src 'none'",
  'cross-origin-resource-policy': 'same-origin',
});
