import { createHash, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ChatError } from '@rookery/protocol';
import { placeOf, readPlace } from '../../domain/blob-place.ts';
import type { AnswerHeaders, BlobAddress, Blobs, ByteRange, StoredBlob } from '../../ports/blobs.ts';
import { emptyStream, wholeStream } from './whole-stream.ts';

export type S3Options = {
  readonly bucket: string;
  /** '' or with a slash at its end. */
  readonly prefix: string;
  /** Null: Amazon's. */
  readonly endpoint: string | null;
  /** Null: as the SDK finds it. */
  readonly region: string | null;
  readonly deadlines?: Partial<Deadlines>;
};

/** ms, repetitions included. */
type Deadlines = {
  /** Of a request without a body. */
  readonly requestMs: number;
  /** Of one that carries a part, or lets the store copy. */
  readonly transferMs: number;
  /** Between two pieces of what is read. */
  readonly idleMs: number;
};
const usualDeadlines: Deadlines = { requestMs: 10_000, transferMs: 60_000, idleMs: 15_000 };

/** The least that S3 takes as a part, and all that an upload holds in memory. */
const partBytes = 5 * 1_048_576;
/** The most that S3 copies in a request. */
const mostBytes = 5 * 1_073_741_824;
const addressSeconds = 10;
/** Connections to the store: each reader who takes her time holds one. */
const maxSockets = 256;
const pageObjects = 1_000;
/** Where large bodies are until their hash is known; no scope's folder has such a name. */
const unfinished = 'unfinished/';

/** Blobs in a store that speaks S3: Amazon's, Ceph, Garage, SeaweedFS … */
export class S3Blobs implements Blobs {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;
  readonly #deadlines: Deadlines;

  constructor({ bucket, prefix, endpoint, region, deadlines }: S3Options) {
    this.#bucket = bucket;
    this.#prefix = prefix;
    this.#deadlines = { ...usualDeadlines, ...deadlines };
    const place = region ?? (endpoint === null ? null : 'us-east-1');
    this.#client = new S3Client({
      ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
      ...(place === null ? {} : { region: place }),
      // The SDK's newer checksums are unknown to many stores, which then refuse the request.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 3_000, httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
    });
  }

  async put(
    scope: string,
    body: AsyncIterable<Uint8Array>,
    bounds: { readonly bytes: number },
  ): Promise<{ readonly hash: string; readonly bytes: number }> {
    const hash = createHash('sha256');
    const most = Math.min(bounds.bytes, mostBytes);
    let bytes = 0;
    let upload: Upload | null = null;
    try {
      let last: Buffer | null = null;
      for await (const part of partsOf(body, most, (chunk) => hash.update(chunk))) {
        bytes += part.length;
        if (last) {
          upload ??= await this.#begin();
          await this.#addPart(upload, last);
        }
        last = part;
      }
      last ??= Buffer.alloc(0);
      const named = { hash: hash.digest('hex'), bytes };
      const key = this.#key(scope, named.hash);
      if (upload) {
        await this.#addPart(upload, last);
        await this.#finish(upload, key);
      } else await this.#putWhole(key, last);
      return named;
    } finally {
      if (upload) await this.#clear(upload);
    }
  }

  async open(
    scope: string,
    hash: string,
    range?: ByteRange,
  ): Promise<{ readonly bytes: number; readonly stream: Readable } | undefined> {
    const where = { Bucket: this.#bucket, Key: this.#key(scope, hash) };
    if (range && range.to < range.from) return this.#beyond(where);
    try {
      const answer = await this.#ask('requestMs', (abortSignal) =>
        this.#client.send(
          new GetObjectCommand({ ...where, ...(range ? { Range: `bytes=${range.from}-${range.to}` } : {}) }),
          { abortSignal },
        ),
      );
      const length = answer.ContentLength ?? 0;
      const bytes = range ? Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? length) : length;
      return { bytes, stream: wholeStream(answer.Body as Readable, length, this.#deadlines.idleMs) };
    } catch (error) {
      const status = statusOf(error);
      if (status === 404) return undefined;
      if (status === 416) return this.#beyond(where);
      throw unavailable(error);
    }
  }

  async copy(from: string, to: string, hash: string): Promise<boolean> {
    try {
      await this.#copyObject(this.#key(from, hash), this.#key(to, hash));
      return true;
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw unavailable(error);
    }
  }

  async remove(scope: string, hash: string): Promise<void> {
    await this.#delete(this.#key(scope, hash));
  }

  async list(
    after: string | null,
    limit: number,
  ): Promise<{ readonly blobs: readonly StoredBlob[]; readonly next: string | null }> {
    const blobs: StoredBlob[] = [];
    for (let from = after; ;) {
      const page = await this.#page('', from, Math.min(limit - blobs.length, pageObjects));
      for (const { place, bytes, at } of page.objects) {
        const named = readPlace(place);
        if (named) blobs.push({ ...named, bytes, at });
      }
      if (page.next === null || blobs.length === limit) return { blobs, next: page.next };
      from = page.next;
    }
  }

  async address(scope: string, hash: string, headers: AnswerHeaders): Promise<BlobAddress> {
    const command = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: this.#key(scope, hash),
      ResponseContentType: headers.type,
      ResponseContentDisposition: headers.disposition,
      ResponseCacheControl: headers.cacheControl,
    });
    try {
      return { kind: 'url', url: await getSignedUrl(this.#client, command, { expiresIn: addressSeconds }) };
    } catch (error) {
      throw unavailable(error);
    }
  }

  free(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async sweepCutOff(olderThanMs: number): Promise<number> {
    const before = Date.now() - olderThanMs;
    let swept = 0;
    for (let from: string | null | undefined; from !== null;) {
      const page = await this.#page(unfinished, from ?? null, pageObjects);
      for (const { place, at } of page.objects)
        if (at <= before) {
          await this.#delete(this.#prefix + place);
          swept += 1;
        }
      from = page.next;
    }
    for await (const upload of this.#uploads())
      if (upload.at <= before) {
        await this.#abort(upload);
        swept += 1;
      }
    return swept;
  }

  close(): void {
    this.#client.destroy();
  }

  #key(scope: string, hash: string): string {
    return this.#prefix + placeOf(scope, hash);
  }

  /** A range that holds nothing of what is there. */
  async #beyond(where: { Bucket: string; Key: string }): Promise<{ bytes: number; stream: Readable } | undefined> {
    try {
      const found = await this.#ask('requestMs', (abortSignal) =>
        this.#client.send(new HeadObjectCommand(where), { abortSignal }),
      );
      return { bytes: found.ContentLength ?? 0, stream: emptyStream() };
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw unavailable(error);
    }
  }

  async #putWhole(Key: string, Body: Buffer): Promise<void> {
    await this.#must('transferMs', (abortSignal) =>
      this.#client.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body }), { abortSignal }),
    );
  }

  async #begin(): Promise<Upload> {
    const key = `${this.#prefix}${unfinished}${randomUUID()}`;
    const { UploadId: id = '' } = await this.#must('requestMs', (abortSignal) =>
      this.#client.send(new CreateMultipartUploadCommand({ Bucket: this.#bucket, Key: key }), { abortSignal }),
    );
    return { key, id, tags: [], isWhole: false };
  }

  async #addPart(upload: Upload, Body: Buffer): Promise<void> {
    const { ETag = '' } = await this.#must('transferMs', (abortSignal) =>
      this.#client.send(new UploadPartCommand({ ...this.#of(upload), PartNumber: upload.tags.length + 1, Body }), {
        abortSignal,
      }),
    );
    upload.tags.push(ETag);
  }

  async #finish(upload: Upload, key: string): Promise<void> {
    const Parts = upload.tags.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
    await this.#must('transferMs', (abortSignal) =>
      this.#client.send(new CompleteMultipartUploadCommand({ ...this.#of(upload), MultipartUpload: { Parts } }), {
        abortSignal,
      }),
    );
    upload.isWhole = true;
    await this.#copyObject(upload.key, key).catch((error: unknown) => {
      throw unavailable(error);
    });
  }

  /** What fails here is swept later. */
  async #clear(upload: Upload): Promise<void> {
    await (upload.isWhole ? this.#delete(upload.key) : this.#abort(upload)).catch(() => undefined);
  }

  async #abort(upload: Pick<Upload, 'key' | 'id'>): Promise<void> {
    await this.#must('requestMs', (abortSignal) =>
      this.#client.send(new AbortMultipartUploadCommand(this.#of(upload)), { abortSignal }).catch((error: unknown) => {
        if (statusOf(error) !== 404) throw error;
      }),
    );
  }

  async #delete(Key: string): Promise<void> {
    await this.#must('requestMs', (abortSignal) =>
      this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key }), { abortSignal }),
    );
  }

  /** Also onto itself, where only its time is new: for that the store wants something replaced. */
  async #copyObject(from: string, to: string): Promise<void> {
    await this.#ask('transferMs', (abortSignal) =>
      this.#client.send(
        new CopyObjectCommand({
          Bucket: this.#bucket,
          Key: to,
          CopySource: `${this.#bucket}/${from}`,
          MetadataDirective: 'REPLACE',
        }),
        { abortSignal },
      ),
    );
  }

  async #page(below: string, after: string | null, limit: number): Promise<Page> {
    const answer = await this.#must('requestMs', (abortSignal) =>
      this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: this.#prefix + below,
          MaxKeys: limit,
          ...(after === null ? {} : { StartAfter: this.#prefix + after }),
        }),
        { abortSignal },
      ),
    );
    const objects = (answer.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
      place: Key.slice(this.#prefix.length),
      bytes: Size,
      at: LastModified?.getTime() ?? 0,
    }));
    return { objects, next: answer.IsTruncated === true ? (objects.at(-1)?.place ?? null) : null };
  }

  /** Those that were begun and neither finished nor given up. */
  async *#uploads(): AsyncGenerator<{ readonly key: string; readonly id: string; readonly at: number }> {
    const where = { Bucket: this.#bucket, Prefix: this.#prefix + unfinished };
    for (let from: { KeyMarker?: string; UploadIdMarker?: string } | null = {}; from;) {
      const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({ ...where, ...from });
      const answer: ListMultipartUploadsCommandOutput = await this.#must('requestMs', (abortSignal) =>
        this.#client.send(command, { abortSignal }),
      );
      for (const { Key: key, UploadId: id, Initiated } of answer.Uploads ?? [])
        if (key !== undefined && id !== undefined) yield { key, id, at: Initiated?.getTime() ?? 0 };
      const { NextKeyMarker, NextUploadIdMarker } = answer;
      from =
        answer.IsTruncated === true && NextKeyMarker !== undefined && NextUploadIdMarker !== undefined
          ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
          : null;
    }
  }

  #of({ key, id }: Pick<Upload, 'key' | 'id'>): { Bucket: string; Key: string; UploadId: string } {
    return { Bucket: this.#bucket, Key: key, UploadId: id };
  }

  /** A request of which no failure is expected. */
  async #must<T>(deadline: keyof Deadlines, send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await this.#ask(deadline, send);
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Until the answer begins: what is streamed then has its own deadline. */
  async #ask<T>(deadline: keyof Deadlines, send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), this.#deadlines[deadline]);
    try {
      return await send(controller.signal);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A large body on its way up. */
type Upload = { readonly key: string; readonly id: string; readonly tags: string[]; isWhole: boolean };

type Page = {
  readonly objects: readonly { readonly place: string; readonly bytes: number; readonly at: number }[];
  readonly next: string | null;
};

/** The body in parts of one size, but for the last. */
async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  most: number,
  seen: (chunk: Uint8Array) => void,
): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > most) throw new ChatError('too_large');
    seen(chunk);
    waiting.push(chunk);
    waitingBytes += chunk.byteLength;
    while (waitingBytes >= partBytes) {
      const all = Buffer.concat(waiting);
      yield all.subarray(0, partBytes);
      waiting = [all.subarray(partBytes)];
      waitingBytes -= partBytes;
    }
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

const unavailable = (cause: unknown): ChatError => new ChatError('unavailable', { cause, retryAfterMs: 5_000 });
