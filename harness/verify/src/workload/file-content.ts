import { createHash } from 'node:crypto';
import { SeededRandom } from '@rookery/testkit';

/** No kind of file begins so: the server keeps it as it is. */
const mark = Buffer.from('verify\0');
const mostBytes = [40, 2_000, 30_000, 200_000] as const;

/** The same number gives the same bytes, from one to 200,000 of them. */
export function fileContent(number: number): Uint8Array<ArrayBuffer> {
  const random = new SeededRandom(number);
  const bytes = new Uint8Array(random.between(1, random.pick(mostBytes)));
  random.fill(bytes);
  bytes.set(mark.subarray(0, bytes.length));
  if (bytes.length <= mark.length) bytes[bytes.length - 1] = number % 256;
  return bytes;
}

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
