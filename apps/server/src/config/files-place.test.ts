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

test('[SCAN-2] a scanner of files is named by host and port or by its socket, and nothing passes it by unless that is chosen', () => {
  const scannerOf = (environment: Record<string, string>): unknown => {
    const read = readConfig(environment);
    return 'faults' in read ? read.faults : read.config.clamd;
  };
  expect(scannerOf({})).toBeNull();
  expect(scannerOf({ ROOKERY_CLAMD: 'scan.example.com:3310' })).toEqual({
    address: { host: 'scan.example.com', port: 3_310 },
    acceptsUnscanned: false,
  });
  expect(scannerOf({ ROOKERY_CLAMD: '[::1]:3310' })).toMatchObject({ address: { host: '::1' } });
  expect(scannerOf({ ROOKERY_CLAMD: '/run/clamd.ctl', ROOKERY_CLAMD_AWAY: 'accept' })).toEqual({
    address: { path: '/run/clamd.ctl' },
    acceptsUnscanned: true,
  });
  for (const wrong of ['scan', 'scan:0', 'scan:99999', 'tcp://scan:3310'])
    expect(scannerOf({ ROOKERY_CLAMD: wrong })).toEqual([expect.stringMatching(/^ROOKERY_CLAMD must /)]);
});
