import { expect, test } from 'vitest';
import { readConfig } from './env.ts';

const placeOf = (text: string): unknown => {
  const read = readConfig({ ROOKERY_DATA_DIR: '/data', ROOKERY_FILES: text });
  if ('faults' in read) expect(read.faults.join(' ')).not.toMatch(/hush/);
  return 'faults' in read ? read.faults : read.config.files;
};

test('[BLOB-6] files lie in a directory, the data directory’s own without a setting, or in a store that speaks S3', () => {
  expect(placeOf('')).toEqual({ kind: 'directory', path: '/data/files' });
  expect(placeOf('/srv/shared files')).toEqual({ kind: 'directory', path: '/srv/shared files' });
  const amazon = { kind: 's3', bucket: 'chat-files', prefix: '', endpoint: null, region: null };
  expect(placeOf('s3://chat-files')).toEqual(amazon);
  expect(placeOf('s3://chat-files/')).toEqual(amazon);
  expect(placeOf('s3://chat-files/a/b/?endpoint=http://127.0.0.1:7480&region=eu-1')).toEqual({
    ...amazon,
    prefix: 'a/b/',
    endpoint: 'http://127.0.0.1:7480',
    region: 'eu-1',
  });
  for (const wrong of [
    's3://',
    's3://Hush/x',
    's3://key:hush@bucket/',
    's3://bucket/../x?a=b',
    's3://bucket?endpoint=hush',
    's3://bucket?endpoint=http://a:hush@b',
    's3://bucket?secret=hush',
    'https://bucket.hush/x',
  ])
    expect(placeOf(wrong)).toEqual([expect.stringMatching(/^ROOKERY_FILES must be a directory, or s3:/)]);
});
