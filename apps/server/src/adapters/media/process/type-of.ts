import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';

const headBytes = 65_536;

/** What a file is by its bytes, in lower case and without parameters. What no program would run, and every editor shows, is `text/plain`. */
export async function typeOf(file: string): Promise<{ readonly type: string; readonly hasFilm: boolean }> {
  const head = await headOf(file);
  const known = await fileTypeFromFile(file).catch(() => undefined);
  const type =
    known?.mime.split(';')[0]?.trim().toLowerCase() ?? (isText(head) ? 'text/plain' : 'application/octet-stream');
  // Tracks say in the head of a container which codec they have (WebM), or which handler (MP4).
  const text = head.toString('latin1');
  const isSoundOnly = /A_(?:OPUS|VORBIS)|soun/.test(text) && !/V_(?:VP8|VP9|AV1)|vide/.test(text);
  return { type, hasFilm: !isSoundOnly };
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** UTF-8 without control characters; a character may be cut at the end of the head. */
function isText(head: Buffer): boolean {
  if (head.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c))
    return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return head.length > 0;
  } catch {
    return false;
  }
}
