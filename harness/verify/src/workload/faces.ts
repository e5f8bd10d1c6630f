import { crc32, deflateSync } from 'node:zlib';
import { ClientError } from '@rookery/client';
import type { UserId } from '@rookery/protocol';
import { patiently } from '@rookery/testkit/patiently';
import type { FaceRecord } from '../preview-records.ts';
import { ClientDevice } from './client-device.ts';
import { comesTrue } from './comes-true.ts';
import type { Device } from './device.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';
import { untilDone } from './until-done.ts';
import { exchange, uploadFile } from './upload-file.ts';

const side = 16;
/** Bytes that nobody shows any more are taken away by a task. */
const deadlineMs = 60_000;
const busy = new Set<UserId>();
let count = 0;

/** Shows another picture for oneself, one after the other of each person. */
export async function showFace(device: Device, recorder: Recorder): Promise<void> {
  const { id: user } = device.user;
  if (!(device instanceof ClientDevice) || busy.has(user)) return;
  busy.add(user);
  try {
    const picture = png((count += 1));
    const id = await uploadFile(device.url, device.token, `face ${count}.png`, picture, false);
    const record: FaceRecord = {
      ...{ device: device.plan.name, user, id },
      askedAt: recorder.now(),
      ackedAt: null,
      found: null,
    };
    recorder.history.faces.push(record);
    await untilDone(() => device.ask('profile:set', { avatar: id }));
    record.ackedAt = recorder.now();
  } finally {
    busy.delete(user);
  }
}

/** Asks for every picture that stands or stood for somebody, as somebody else and as nobody, until what was replaced is gone. */
export async function readFaces(
  stage: Stage,
  { history }: Recorder,
  url: string,
  patienceMs = deadlineMs,
): Promise<void> {
  const read = async (record: FaceRecord): Promise<boolean> => {
    const other = [...stage.devices.values()].find(({ user }) => user.id !== record.user);
    const ask = (token?: string): Promise<number> =>
      patiently(async () => {
        const { status } = await exchange(url, `files/${record.id}`, {}, token);
        if (status === 429 || status >= 500) throw new ClientError('unavailable', `It answered ${status}.`);
        return status;
      });
    if (!other) return true;
    record.found = { member: await ask(other.token), nobody: await ask() };
    return isLast(history.faces, record) === (record.found.member === 200);
  };
  await comesTrue(async () => {
    let isSo = true;
    for (const record of history.faces) isSo = (await read(record)) && isSo;
    return isSo;
  }, patienceMs);
  if (patienceMs < deadlineMs)
    for (const record of history.faces)
      if (!isLast(history.faces, record) && record.found?.nobody !== 200) record.found = null;
}

const isLast = (faces: readonly FaceRecord[], record: FaceRecord): boolean =>
  faces.findLast(({ user }) => user === record.user) === record;

/** A square of one colour. */
function png(number: number): Uint8Array<ArrayBuffer> {
  const row = Buffer.alloc(1 + 3 * side, number % 256);
  row[0] = 0;
  row.writeUInt16BE(number % 65_536, 2);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const parts = [
    ['IHDR', header],
    ['IDAT', pixels],
    ['IEND', Buffer.alloc(0)],
  ] as const;
  const begins = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return new Uint8Array(Buffer.concat([begins, ...parts.map(([name, data]) => chunk(name, data))]));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
