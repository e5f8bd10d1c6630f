import { everyoneLeaves, guest } from '@rookery/testkit/person';
import sharp from 'sharp';
import { quantile } from '../../crowd.ts';
import { MeasuredProcess } from '../../measured-process.ts';
import type { Figure } from '../scenario.ts';
import { drain, upload } from './calls.ts';

const mostPreviewMs = 1_000;
const messages = 50;
const pictures = 30;
const mostJsonBytes = 8_000;
const name = 'Screenshot 2026-11-26 at 12.30.45.png';

/** A screenshot is posted and sent at once; then a page of messages, of which many have one. */
export async function measureScreenshot(quick: boolean): Promise<readonly Figure[]> {
  const server = await MeasuredProcess.start('rookery');
  try {
    const body = await screenshot();
    const [sender, reader] = [await guest(server.url, 'sender'), await guest(server.url, 'reader')];
    const { room } = await sender.ask('room:create', { name: 'screenshots' });
    await reader.ask('room:join', { room: room.id });
    const toldMs: number[] = [];
    const previewMs: number[] = [];
    let id = '';
    // The first starts the process that reads pictures.
    for (let round = -1; round < (quick ? 4 : 15); round += 1) {
      const startedAt = performance.now();
      ({ id } = await upload(server.port, sender.token, name, body));
      const ack = await sender.ask('message:room', { room: room.id, files: [id] });
      const heard = await reader.hears('message:receive', (message) => message['id'] === ack['id']);
      const told = performance.now() - startedAt;
      const { thumb, width, height } = heard['files'][0];
      if (!thumb || !width || !height) throw new Error(`told without a look: ${JSON.stringify(heard)}`);
      await drain(`${server.url}/api/v1/files/${id}/preview`, reader.token);
      if (round < 0) continue;
      toldMs.push(told);
      previewMs.push(performance.now() - startedAt);
    }
    for (let index = 0; index < messages; index += 1)
      await sender.ask('message:room', {
        room: room.id,
        content: 'look',
        ...(index < pictures ? { files: [id] } : {}),
      });
    const page = await reader.ask('history:fetch', { room: room.id, limit: messages });
    const shown = page['messages'] as { readonly files?: readonly unknown[] }[];
    const withFiles = shown.filter(({ files }) => files).length;
    if (shown.length !== messages || withFiles !== pictures)
      throw new Error(`${withFiles} of ${shown.length} have one`);
    const bare = shown.map(({ files: _files, ...rest }) => rest);
    const json = JSON.stringify(shown).length - JSON.stringify(bare).length;
    const preview = quantile(previewMs, 0.99);
    return [
      {
        name: `screenshot of ${(body.length / 1e6).toFixed(1)} MB: others have it with thumbhash and size, median`,
        value: quantile(toldMs, 0.5),
        unit: 'ms',
      },
      { name: 'the slowest', value: Math.max(...toldMs), unit: 'ms' },
      {
        name: 'and its preview, the slowest',
        value: preview,
        unit: 'ms',
        bar: `≤ ${mostPreviewMs}`,
        met: preview <= mostPreviewMs,
      },
      {
        name: `page of ${messages} messages: JSON that ${pictures} pictures add`,
        value: json,
        unit: 'bytes',
        bar: '≤ 8,000',
        met: json <= mostJsonBytes,
      },
    ];
  } finally {
    everyoneLeaves();
    await server.stop();
  }
}

/** 1920 × 1080, of which a part is as hard to compress as a photo: 2 MB. */
async function screenshot(): Promise<Buffer<ArrayBuffer>> {
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const photo = await sharp({ create: { width: 880, height: 720, channels: 3, background: 'white', noise } })
    .png()
    .toBuffer();
  const png = await sharp({ create: { width: 1920, height: 1080, channels: 3, background: '#f4f4f5' } })
    .composite([{ input: photo, left: 520, top: 90 }])
    .png()
    .toBuffer();
  return Buffer.from(png);
}
