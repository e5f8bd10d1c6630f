import { ClientError } from '@rookery/client';
import { asFileId } from '@rookery/protocol';
import type { ErrorBody, FileId } from '@rookery/protocol';
import { patiently, refusalOf } from '@rookery/testkit/patiently';
import { stepDeadlineMs } from './until-done.ts';

/** A request is answered within 10 s; a busy machine may be late. */
const deadlineMs = 12_000;

type Asked = {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array<ArrayBuffer>;
};

/** One request for `/api/v1/PATH`. Throws `ClientError` of code `offline` where nobody answers. */
export async function exchange(url: string, path: string, { headers = {}, ...asked }: Asked, token?: string) {
  try {
    const response = await fetch(`${url}/api/v1/${path}`, {
      ...asked,
      headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      signal: AbortSignal.timeout(deadlineMs),
    });
    return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    throw new ClientError('offline', `Nobody answered: ${String(error)}`);
  }
}

/** The answer to what must succeed. */
async function done(url: string, path: string, asked: Asked, token: string) {
  const answer = await exchange(url, path, asked, token);
  if (answer.status < 300) return answer;
  let error: ErrorBody;
  try {
    ({ error } = JSON.parse(Buffer.from(answer.body).toString()) as { readonly error: ErrorBody });
  } catch {
    throw new ClientError('unavailable', `Something answered ${answer.status}.`);
  }
  throw new ClientError(error.code, error.message, error);
}

/** Uploads a file, again and again until it is there. */
export async function uploadFile(
  url: string,
  token: string,
  name: string,
  body: Uint8Array<ArrayBuffer>,
  inPieces: boolean,
): Promise<FileId> {
  if (inPieces) return uploadInPieces(url, token, name, body);
  const path = `files?name=${encodeURIComponent(name)}`;
  const answer = await patiently(() => done(url, path, { method: 'POST', body }, token), stepDeadlineMs);
  const { file } = JSON.parse(Buffer.from(answer.body).toString()) as { readonly file: { readonly id: string } };
  return asFileId(file.id);
}

const tus = { 'tus-resumable': '1.0.0' };

/** In two pieces (tus 1.0), more where one broke off. */
async function uploadInPieces(
  url: string,
  token: string,
  name: string,
  body: Uint8Array<ArrayBuffer>,
): Promise<FileId> {
  const metadata = `filename ${Buffer.from(name).toString('base64')}`;
  const begins = { ...tus, 'upload-length': `${body.length}`, 'upload-metadata': metadata };
  const begun = await patiently(() => done(url, 'uploads', { method: 'POST', headers: begins }, token), stepDeadlineMs);
  const place = `uploads${(begun.headers.get('location') ?? '').replace(/^.*\/uploads/, '')}`;
  return patiently(async () => {
    const { headers: held } = await done(url, place, { method: 'HEAD', headers: tus }, token);
    const known = held.get('rookery-file');
    if (known !== null) return asFileId(known);
    const offset = Number(held.get('upload-offset'));
    const piece = body.slice(offset, offset + Math.ceil(body.length / 2));
    const headers = { ...tus, 'upload-offset': `${offset}`, 'content-type': 'application/offset+octet-stream' };
    const answer = await done(url, place, { method: 'PATCH', headers, body: piece }, token).catch((error: unknown) => {
      // A piece that got no answer may still be coming in.
      if (refusalOf(error)?.code === 'conflict') throw new ClientError('unavailable', 'It goes on elsewhere.');
      throw error;
    });
    const file = answer.headers.get('rookery-file');
    if (file === null) throw new ClientError('unavailable', 'More of it is to be sent.');
    return asFileId(file);
  }, stepDeadlineMs);
}
