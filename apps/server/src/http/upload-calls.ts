import { ChatError, isFileId, limits } from '@rookery/protocol';
import type { FileId } from '@rookery/protocol';
import type { Actor } from '../app/actor.ts';
import type { Ports } from '../app/ports.ts';
import { beginUpload, endUpload, goOnWithUpload, lookAtUpload } from '../app/upload-file.ts';
import { arriving, cutOffStalled } from './arriving.ts';
import type { BodiesComingIn } from './bodies-coming-in.ts';
import type { Call, Exchanges, Reply } from './exchanges.ts';
import { passingMs } from './file-calls.ts';
import { uploadDetails } from './upload-details.ts';

type Parts = {
  readonly ports: Pick<Ports, 'files' | 'blobs' | 'intake' | 'keptSettings' | 'clock'>;
  readonly exchanges: Exchanges;
  readonly comingIn: BodiesComingIn;
  readonly basePath: string;
};

const version = '1.0.0';
const tus = { 'tus-resumable': version };
/** What a client is told that asks what there is. */
const offer = { 'tus-version': version, 'tus-extension': 'creation,termination,expiration' };

/** Whether a body of this type is a piece of an upload. */
export const isOfAPiece = (type: string | undefined): boolean =>
  /^application\/offset\+octet-stream\s*(?:;|$)/i.test(type ?? '');

/** Resumable uploads: tus 1.0, whose core and three extensions this is. The last PATCH, and HEAD after it, say what file it has become. [FILE-12] */
export class UploadCalls {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** `POST /api/v1/uploads`. Never throws. */
  begin(call: Call): Promise<Reply> {
    return this.#serve(call, ['POST'], async (actor) => {
      const bytes = numberIn(call, 'upload-length');
      const said = metadataOf(call);
      const details = uploadDetails((key) => said.get(key));
      const asked = { name: said.get('filename') ?? '', bytes, details };
      const id = await beginUpload(this.#parts.ports, actor, asked);
      const location = `${this.#parts.basePath}/api/v1/uploads/${id}`;
      return {
        ...{ status: 201, body: null },
        headers: { location, ...expires(this.#parts.ports.clock.now() + limits.unsentFileMs) },
      };
    });
  }

  /** `HEAD`, `PATCH` and `DELETE /api/v1/uploads/ID`. Never throws. */
  upload(call: Call, id: string): Promise<Reply> {
    return this.#serve(call, ['HEAD', 'PATCH', 'DELETE'], async (actor) => {
      if (!isFileId(id)) throw new ChatError('not_found', { message: 'There is no such upload.' });
      if (call.method === 'HEAD') return this.#look(actor, id);
      if (call.method === 'PATCH') return this.#goOn(call, actor, id);
      await endUpload(this.#parts.ports, actor, id);
      return { status: 204, headers: {}, body: null };
    });
  }

  async #look(actor: Actor, id: FileId): Promise<Reply> {
    const upload = await lookAtUpload(this.#parts.ports, actor, id);
    if (!upload) throw new ChatError('not_found', { message: 'There is no such upload.' });
    const { partial, offset, file } = upload;
    const length = { 'upload-length': String(partial.bytes) };
    return {
      ...{ status: 200, body: null },
      headers: { ...length, ...progress(offset, file), ...expires(partial.expiresAt) },
    };
  }

  async #goOn(call: Call, actor: Actor, id: FileId): Promise<Reply> {
    const from = numberIn(call, 'upload-offset');
    if (!isOfAPiece(call.raw.headers['content-type']))
      return refused(415, 'The pieces of an upload are of the type application/offset+octet-stream.');
    const hasCome = this.#parts.comingIn.begin(call);
    const stopWatching = cutOffStalled(call);
    try {
      const { offset, file, expiresAt } = await goOnWithUpload(
        this.#parts.ports,
        ...([actor, id, from, arriving(call.body)] as const),
      );
      return { status: 204, headers: { ...progress(offset, file), ...expires(expiresAt) }, body: null };
    } finally {
      stopWatching();
      hasCome();
    }
  }

  async #serve(call: Call, methods: readonly string[], work: (actor: Actor) => Promise<Reply>): Promise<Reply> {
    const charge = { label: 'files:resumable', cost: 'writing', answers: 'small', mostMs: passingMs } as const;
    const spoken = call.raw.headers['tus-resumable'];
    const reply = await this.#parts.exchanges.serve(call, methods, charge, ({ actor }) => {
      if (spoken !== undefined && spoken !== version)
        return Promise.resolve(refused(412, `This server speaks tus ${version}.`, { 'tus-version': version }));
      if (!actor) throw new ChatError('unauthorized');
      return work(actor);
    });
    const most = { 'tus-max-size': String(this.#parts.ports.keptSettings.known.fileBytes) };
    const offered = call.method === 'OPTIONS' ? { ...offer, ...most } : {};
    return { ...reply, headers: { ...reply.headers, ...tus, ...offered, ...forPages(reply) } };
  }
}

/** What pages of other origins may send and read besides. */
const forPages = ({ headers }: Reply): Readonly<Record<string, string>> => ({
  ...(headers['access-control-allow-headers'] === undefined
    ? {}
    : {
        'access-control-allow-headers': `${headers['access-control-allow-headers']}, tus-resumable, upload-length, upload-metadata, upload-offset`,
      }),
  ...(headers['access-control-expose-headers'] === undefined
    ? {}
    : {
        'access-control-expose-headers': `${headers['access-control-expose-headers']}, location, tus-resumable, upload-length, upload-offset, upload-expires, rookery-file`,
      }),
});

/** As tus says it, in words of ours. */
const refused = (status: number, message: string, headers: Reply['headers'] = {}): Reply => ({
  ...{ status, headers },
  body: { ok: false, error: new ChatError('bad_request', { message }).toBody() },
});

/** When it is gone, unless it is sent. */
const expires = (at: number): Readonly<Record<string, string>> => ({ 'upload-expires': new Date(at).toUTCString() });

const progress = (offset: number, file: { readonly id: FileId } | null): Readonly<Record<string, string>> => ({
  'upload-offset': String(offset),
  ...(file ? { 'rookery-file': file.id } : {}),
});

function numberIn({ raw }: Call, header: string): number {
  const text = raw.headers[header];
  if (typeof text !== 'string' || !/^\d{1,15}$/.test(text))
    throw new ChatError('bad_request', { message: `${header} must be a number.` });
  return Number(text);
}

/** `Upload-Metadata: filename BASE64, …` */
function metadataOf({ raw }: Call): ReadonlyMap<string, string> {
  const given = String(raw.headers['upload-metadata'] ?? '').slice(0, 16_384);
  const pairs = given.split(',').map((pair) => pair.trim().split(' '));
  return new Map(pairs.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString()]));
}
