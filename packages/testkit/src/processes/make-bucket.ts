import { createHash, createHmac } from 'node:crypto';
import type { CephGateway } from './ceph-gateway.ts';

const region = 'us-east-1';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Makes a bucket where no client of S3 is at hand: one request, signed as S3 wants it (version 4). */
export async function makeBucket({ port, environment }: CephGateway, bucket: string): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const moment = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const day = moment.slice(0, 8);
  const body = sha256('');
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const request = [
    ...['PUT', `/${bucket}`, '', `host:${host}`, `x-amz-content-sha256:${body}`, `x-amz-date:${moment}`],
    ...['', names, body],
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (before, part) => hmac(before, part),
    `AWS4${environment.AWS_SECRET_ACCESS_KEY}`,
  );
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${sha256(request)}`).toString('hex');
  const answer = await fetch(`http://${host}/${bucket}`, {
    method: 'PUT',
    headers: {
      'x-amz-date': moment,
      'x-amz-content-sha256': body,
      authorization: `AWS4-HMAC-SHA256 Credential=${environment.AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    },
    signal: AbortSignal.timeout(10_000),
  });
  if (!answer.ok) throw new Error(`The bucket ${bucket} could not be made: ${answer.status} ${await answer.text()}`);
}
