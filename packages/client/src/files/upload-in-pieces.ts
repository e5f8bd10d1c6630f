import { asFileId } from '@rookery/protocol';
import type { ErrorBody, File as SentFile, FileDetails } from '@rookery/protocol';
import { asClientError, ClientError } from '../client-error.ts';
import { pauseMs } from '../pause.ts';
import { detailsIn } from './upload.ts';
import type { Asking, UploadOptions } from './upload.ts';

/** Bytes of a piece: what a lost connection costs at most. */
const pieceBytes = 4 * 1_048_576;
/** After so many failures in a row without a byte more the upload fails. */
const mostFailures = 8;

/**
 * Sends a file in pieces, over lost connections and restarts of the server (tus 1.0). `options.resume`: where an earlier one was begun, as `onBegun` told. Answers
 * the file as far as this device knows it: what the server makes of it the message tells.
 */
export async function uploadInPieces(
  asking: Asking,
  body: Blob,
  options: UploadOptions,
  createdAt: number,
): Promise<SentFile> {
  const { signal, onProgress } = options;
  let place = options.resume ?? null;
  let offset: number | null = null;
  let failures = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      if (place === null) {
        place = await begin(asking, body, options);
        options.onBegun?.(place);
        offset = 0;
      }
      const answer: Response =
        offset === null
          ? await ask(asking, place, 'HEAD', {}, undefined, signal)
          : await ask(
              asking,
              place,
              'PATCH',
              { 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' },
              body.slice(offset, offset + pieceBytes),
              signal,
            );
      const now = Number(answer.headers.get('upload-offset'));
      if (now !== offset) failures = 0;
      offset = now;
      onProgress?.(offset, body.size);
      const id = answer.headers.get('rookery-file');
      if (id !== null)
        return {
          id: asFileId(id),
          name: nameOf(body, options),
          type: body.type === '' ? 'application/octet-stream' : body.type,
          bytes: body.size,
          createdAt,
          ...detailsOf(options),
        };
    } catch (thrown) {
      if (signal?.aborted) throw thrown;
      const error = asClientError(thrown);
      failures += 1;
      // `conflict`: it has come further, or less far, than was thought here.
      if ((!error.isPassing && error.code !== 'conflict') || failures >= mostFailures) throw error;
      offset = null;
      await new Promise((resolve) => setTimeout(resolve, pauseMs(failures, error, Math.random)));
    }
  }
}

/** Takes back what has come of an upload, or a file that was not sent. */
export async function endUpload(asking: Asking, place: string): Promise<void> {
  await ask(asking, place, 'DELETE', {}, undefined, undefined);
}

const nameOf = (body: Blob, { name }: UploadOptions): string => name ?? (body as Partial<File>).name ?? '';

const detailsOf = ({ alt, durationMs, waveform }: UploadOptions): FileDetails => ({
  ...(alt ? { alt } : {}),
  ...(durationMs === undefined ? {} : { durationMs }),
  ...(waveform === undefined ? {} : { waveform }),
});

async function begin(asking: Asking, body: Blob, options: UploadOptions): Promise<string> {
  const said = { filename: nameOf(body, options).slice(0, 1_000), ...detailsIn(options) };
  const metadata = Object.entries(said)
    .map(([key, value]) => `${key} ${btoa(String.fromCharCode(...new TextEncoder().encode(value)))}`)
    .join(',');
  const headers = { 'upload-length': `${body.size}`, 'upload-metadata': metadata };
  const answer = await ask(asking, '', 'POST', headers, undefined, options.signal);
  return (answer.headers.get('location') ?? '').replace(/^.*\/uploads/, '');
}

/** `place`: what stands behind `/uploads`. */
async function ask(
  { address, bearer, fetch }: Asking,
  place: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: Blob | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  const answer = await fetch(address.replace(/files$/, `uploads${place}`), {
    method,
    headers: {
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      'tus-resumable': '1.0.0',
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    signal: signal ?? null,
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : new ClientError('offline', 'The server cannot be reached.');
  });
  if (answer.ok) return answer;
  const known = (await answer.json().catch(() => null)) as { readonly error?: ErrorBody } | null;
  if (known?.error) throw new ClientError(known.error.code, known.error.message, known.error);
  // An answer to HEAD has no body.
  if (answer.status === 404) throw new ClientError('not_found', 'This upload is gone.');
  throw new ClientError('unavailable', 'Something else than the server answered.');
}
