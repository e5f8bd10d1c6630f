import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { bearer } from '../behaviour/account-program.ts';
import { call } from '../behaviour/http-program.ts';
import type { Powers } from './power.ts';

type Somebody = Powers['owner'];

/** What was shown: files in messages, one that waits to be sent, faces. Kept since 0.5.0. */
export type Pictures = {
  readonly uploader: Somebody;
  readonly reader: Somebody;
  readonly stranger: Somebody;
  readonly room: string;
  /** Each file's id. */
  readonly sent: string;
  readonly document: string;
  readonly deleted: string;
  readonly unsent: string;
  readonly avatar: string;
  readonly seen: Answer;
};

async function ok(url: string, person: Somebody, event: string, payload: object): Promise<Answer> {
  const { answer } = await call(url, event, payload, person.token);
  if (!answer.ok) throw new Error(`${event} ${JSON.stringify(payload)}: ${JSON.stringify(answer)}`);
  return answer;
}

async function upload(
  url: string,
  by: Somebody,
  query: Readonly<Record<string, string>>,
  body: Buffer,
): Promise<string> {
  const response = await fetch(`${url}/api/v1/files?${new URLSearchParams(query).toString()}`, {
    ...{ method: 'POST', headers: bearer(by.token), body: new Uint8Array(body) },
  });
  const answer = (await response.json()) as Answer;
  if (!answer.ok) throw new Error(`${query['name'] ?? ''}: ${JSON.stringify(answer)}`);
  return answer['file'].id as string;
}

/** PNG of one pixel each. */
const red = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);
const blue = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
  'base64',
);

export async function tellPictures(url: string, { owner, moderator, guest }: Powers): Promise<Pictures> {
  const [uploader, reader, stranger] = [owner, moderator, guest];
  const as = (person: Somebody, event: string, payload: object) => ok(url, person, event, payload);
  const { room: made } = await as(uploader, 'room:create', { name: freshName('Kept 照片'), visibility: 'private' });
  const room = made.id as string;
  await as(uploader, 'room:invite', { room, user: reader.id });
  await as(reader, 'room:join', { room });

  const sent = await upload(url, uploader, { name: '红点.png', alt: 'A red dot' }, red);
  const document = await upload(url, uploader, { name: 'notes.txt' }, Buffer.from('Kept for later. 留着以后看。\n'));
  const deleted = await upload(url, uploader, { name: 'gone.txt' }, Buffer.from('Nobody reads this again.\n'));
  const unsent = await upload(url, reader, { name: 'waits.txt' }, Buffer.from('Not sent yet.\n'));
  const avatar = await upload(url, uploader, { name: 'face.png' }, blue);
  const picture = await upload(url, uploader, { name: 'room.png' }, blue);
  const say = (files: readonly string[], clientId: string, content = '') =>
    as(uploader, 'message:room', { room, content, files, clientId });
  await say([sent, document], 'files-1', 'Two of them.');
  const { seq } = await say([deleted], 'files-2');
  await as(uploader, 'message:delete', { conversation: room, seq });
  await as(uploader, 'profile:set', { avatar });
  await as(uploader, 'room:edit', { room, picture });

  const pictures = { uploader, reader, stranger, room, sent, document, deleted, unsent, avatar };
  return { ...pictures, seen: await lookAtPictures(url, pictures) };
}

/** What each file is answered with, byte by byte, and how rooms and people look. */
export async function lookAtPictures(url: string, pictures: Omit<Pictures, 'seen'>): Promise<Answer> {
  const { uploader, reader, stranger, room, ...files } = pictures;
  const get = async (by: Somebody | null, path: string): Promise<string> => {
    const response = await fetch(`${url}/api/v1/files/${path}`, { headers: by ? bearer(by.token) : {} });
    const bytes = Buffer.from(await response.arrayBuffer());
    const hash = createHash('sha256').update(bytes).digest('hex');
    return response.status === 200 ? `${response.headers.get('content-type') ?? ''} ${hash}` : String(response.status);
  };
  const answers: Record<string, readonly string[]> = {};
  for (const [name, id] of Object.entries(files))
    answers[name] = [await get(uploader, id), await get(reader, id), await get(stranger, id), await get(null, id)];
  const { messages } = await ok(url, reader, 'history:fetch', { conversation: room, after: 0 });
  const { entries } = await ok(url, reader, 'inbox:list', {});
  const entry = (entries as Answer[]).find(({ conversation }) => conversation === room);
  return {
    ok: true,
    answers,
    messages,
    picture: entry?.['room'].picture as unknown,
    listed: (await ok(url, reader, 'files:list', { conversation: room }))['files'],
    people: (await ok(url, reader, 'people:look', { users: [uploader.id] }))['users'],
    hasPreview: (await get(reader, `${files.sent}/preview?w=480`)).startsWith('image/webp '),
  };
}

/** What waited is sent now, and what was sent goes elsewhere. Throws where not. */
export async function picturesHold(url: string, { reader, room, sent, unsent }: Pictures): Promise<void> {
  const { seq } = await ok(url, reader, 'message:room', { room, files: [unsent], clientId: 'sent-at-last' });
  const { messages } = await ok(url, reader, 'history:fetch', { conversation: room, after: (seq as number) - 1 });
  if ((messages as Answer[])[0]?.['files'][0].name !== 'waits.txt') throw new Error('what waited was not sent');
  await ok(url, reader, 'message:private', { to: reader.id, files: [sent], clientId: 'sent-elsewhere' });
}

/** All that lies in a directory of files, by path, in base64. */
export function readFiles(directory: string): Readonly<Record<string, string>> {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(directory.length + 1), readFileSync(path).toString('base64')]),
  );
}
export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, base64] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), Buffer.from(base64, 'base64'));
  }
}
