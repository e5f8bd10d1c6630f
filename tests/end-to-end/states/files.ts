import type { Client } from '@rookery/client';
import type { ConversationId, File } from '@rookery/protocol';
import { png } from '../support/png.ts';

const picture = (width: number, height: number, blue: number): Blob =>
  new Blob([new Uint8Array(png(width, height, blue))]);
/** Loud and quiet, as speech is. */
const waveform = btoa(
  String.fromCharCode(
    ...Array.from({ length: 64 }, (_, at) => Math.round(25 + 220 * Math.abs(Math.sin(at * 1.7) * Math.cos(at / 9)))),
  ),
);
/** A second of a tone, as WAV. */
const tone = (): Blob => {
  const rate = 8_000;
  const head = new DataView(new ArrayBuffer(44));
  const word = (at: number, text: string) =>
    [...text].forEach((sign, index) => head.setUint8(at + index, sign.charCodeAt(0)));
  word(0, 'RIFF');
  word(8, 'WAVEfmt ');
  word(36, 'data');
  for (const [at, value] of [
    [4, 36 + rate],
    [16, 16],
    [24, rate],
    [28, rate],
    [40, rate],
  ] as const)
    head.setUint32(at, value, true);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    head.setUint16(at, value, true);
  return new Blob([head.buffer, Uint8Array.from({ length: rate }, (_, at) => 128 + 100 * Math.sin(at / 3))]);
};

/** Pictures, files, a sound and a voice. */
export const sendFiles = async (wei: Client, amelia: Client, room: ConversationId): Promise<void> => {
  const send = async (who: Client, content: string, files: readonly File[]) => {
    await who.request('message:room', { conversation: room, content, files: files.map(({ id }) => id) });
  };
  const up = (
    who: Client,
    body: Blob,
    name: string,
    details: { alt?: string; durationMs?: number; waveform?: string } = {},
  ) => who.upload(body, { name, ...details });
  await send(wei, '昨天傍晚在湖边，顺手拍的。', [
    await up(wei, picture(1_600, 1_000, 160), '湖边.png', { alt: '傍晚的湖面，远处是山，近处有一只鹭。' }),
  ]);
  await send(amelia, 'Three takes of the new cover', [
    await up(amelia, picture(900, 1_200, 40), 'cover-a.png', {
      alt: 'Green above, red below, the title in the middle.',
    }),
    await up(amelia, picture(1_200, 1_200, 120), 'cover-b.png'),
    await up(amelia, picture(1_600, 900, 230), 'cover-c.png'),
  ]);
  await send(wei, '', [
    await up(wei, new Blob(['%PDF-1.4\n', 'x'.repeat(1_204_000)]), '2026 年度供应商框架合同（定稿）.pdf'),
    await up(wei, tone(), 'hall-echo.wav'),
  ]);
  await send(wei, '', [await up(wei, tone(), 'voice-2026-11-26-142233.wav', { durationMs: 14_300, waveform })]);
};
