import type { ErrorBody, File as SentFile, FileDetails } from '@rookery/protocol';
import { ClientError } from '../client-error.ts';

export type UploadOptions = FileDetails & {
  /** Left out: the name of a `File`, else none. */
  readonly name?: string | undefined;
  /** Called while it goes out: bytes that have gone, and all of them. Only where the platform tells (a browser does). */
  readonly onProgress?: ((sent: number, bytes: number) => void) | undefined;
  /** Aborted, the upload ends, and nothing of it stays. */
  readonly signal?: AbortSignal | undefined;
  /** Told once, of a large file: with it, as `resume`, the upload goes on after a reload, with the same file. */
  readonly onBegun?: ((place: string) => void) | undefined;
  readonly resume?: string | undefined;
};

export type Asking = {
  readonly address: string;
  /** Null where the session is in a cookie. */
  readonly bearer: string | null;
  readonly fetch: typeof fetch;
};

type Answer = { readonly file?: SentFile; readonly error?: ErrorBody } | null;

/** What is said of it beside its name, as text. */
export const detailsIn = ({ alt, durationMs, waveform }: FileDetails): Readonly<Record<string, string>> => ({
  ...(alt === undefined ? {} : { alt }),
  ...(durationMs === undefined ? {} : { durationMs: `${durationMs}` }),
  ...(waveform === undefined ? {} : { waveform }),
});

/** Sends a file to the server, as it is. */
export async function upload(
  { address, bearer, fetch }: Asking,
  body: Blob,
  options: UploadOptions,
): Promise<SentFile> {
  const { name = (body as Partial<File>).name ?? '', onProgress, signal } = options;
  signal?.throwIfAborted();
  const said = Object.entries({ name: name.slice(0, 1_000), ...detailsIn(options) });
  const url = `${address}?${said.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&')}`;
  const headers = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  // Only this one tells how much has gone.
  const answer: Answer =
    onProgress && typeof XMLHttpRequest === 'function'
      ? await byRequest(url, headers, body, onProgress, signal)
      : await byFetch(fetch, url, headers, body, signal);
  if (answer?.file) return answer.file;
  if (!answer?.error) throw new ClientError('unavailable', 'Something else than the server answered.');
  const { code, message, ...details } = answer.error;
  throw new ClientError(code, message, details);
}

const offline = (): ClientError => new ClientError('offline', 'The server cannot be reached.');

async function byFetch(
  fetch: Asking['fetch'],
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Blob,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', headers, body, signal: signal ?? null }).catch(
    (error: unknown) => {
      throw signal?.aborted ? error : offline();
    },
  );
  return (await response.json().catch(() => null)) as Answer;
}

function byRequest(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Blob,
  onProgress: (sent: number, bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open('POST', url);
    for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    request.onload = () => resolve(request.response as Answer);
    request.onerror = () => reject(offline());
    request.onabort = () => reject(signal?.reason instanceof Error ? signal.reason : offline());
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    signal?.addEventListener('abort', abort);
    request.send(body);
  });
}
