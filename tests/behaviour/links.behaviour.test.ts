import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { everyoneLeaves, guest, visitor } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { startTarget } from '@rookery/testkit/target';
import type { Target } from '@rookery/testkit/target';
import { until } from '@rookery/testkit/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startWebSite } from './web-site.ts';
import type { WebSite } from './web-site.ts';

const folder = mkdtempSync(join(tmpdir(), 'rookery-links-'));
const file = join(folder, 'connections');
let target: Target;
let site: WebSite;
beforeAll(async () => {
  site = await startWebSite();
  writeFileSync(file, '');
  target = await startTarget({
    ROOKERY_LINK_PREVIEWS: 'on',
    ROOKERY_OUTBOUND_ALLOW: `wiki.test,${site.host}`,
    ROOKERY_RATE_LIMITS: 'off',
    NODE_OPTIONS: `--import ${new URL('connect-probe.mjs', import.meta.url).href}`,
    CONNECT_PROBE_FILE: file,
  });
});
afterEach(everyoneLeaves);
afterAll(async () => {
  await target.stop();
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

type Someone = Awaited<ReturnType<typeof guest>>;

async function roomOfTwo(): Promise<{ ann: Someone; ben: Someone; conversation: string }> {
  const [ann, ben] = [await guest(target.url, 'ann'), await guest(target.url, 'ben')];
  const { room } = await ann.ask('room:create', { name: 'links', visibility: 'private' });
  await ann.ask('room:invite', { room: room.id, user: ben.me['id'] });
  await ben.ask('room:join', { room: room.id });
  return { ann, ben, conversation: room.id as string };
}
const say = async (by: Someone, conversation: string, content: string): Promise<number> => {
  const said = await by.ask('message:room', { conversation, content });
  expect(said).toMatchObject({ ok: true });
  return said['seq'] as number;
};
/** The change of kind `links` of a message, the `count`-th that is heard. */
const hearsLinks = async (by: Someone, seq: number, fits: (links: Answer[]) => boolean = () => true) =>
  (
    await by.hears(
      'message:update',
      ({ kind, seq: of, links }) => kind === 'links' && of === seq && fits(links as Answer[]),
      20_000,
    )
  )['links'] as Answer[];
const history = async (by: Pick<Someone, 'ask'>, conversation: string): Promise<Answer[]> =>
  (await by.ask('history:fetch', { conversation }))['messages'] as Answer[];
const fetchFile = async (by: Someone, id: string, preview = '') => {
  const headers = { authorization: `Bearer ${by.token}` };
  const response = await fetch(`${target.url}/api/v1/files/${id}${preview}`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), bytes: await response.bytes() };
};
const connections = (): number => readFileSync(file, 'utf8').split('\n').length - 1;
async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${target.url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`rookery_${name} `));
  return Number(line?.slice(line.lastIndexOf(' ')) ?? 0);
}

test('[LINK-4, LINK-5, LINK-6] a preview comes after the message, with a picture of this server’s own for who may read it, and goes with the message', async () => {
  const { ann, ben, conversation } = await roomOfTwo();
  const stranger = await guest(target.url, 'stranger');
  const url = site.url('/page/harbour');
  const seq = await say(
    ann,
    conversation,
    `see ${url} and \`${site.url('/page/code')}\` ||${site.url('/page/spoiler')}||`,
  );
  expect(await ben.hears('message:receive', (message) => message['seq'] === seq)).not.toHaveProperty('links');
  const [link, ...more] = await hearsLinks(ben, seq);
  expect(more).toEqual([]);
  expect(link).toMatchObject({ url, title: 'harbour', text: 'About harbour', site: 'The site' });
  expect(link?.['image']).toMatchObject({ type: 'image/jpeg', width: 640, height: 320, thumb: expect.any(String) });
  expect(link?.['image']).not.toHaveProperty('hash');
  expect(await history(ben, conversation)).toMatchObject([{ seq, links: [link] }]);
  expect(site.asked.filter((path) => path !== '/picture.jpg')).toEqual(['/page/harbour']);

  const image = link?.['image'].id as string;
  const [own, small] = [await fetchFile(ben, image), await fetchFile(ben, image, '/preview?w=480')];
  expect([own.status, own.type, small.status, small.type]).toEqual([200, 'image/jpeg', 200, 'image/webp']);
  expect(Buffer.from(own.bytes).includes('a secret of the picture')).toBe(false);
  expect((await fetchFile(stranger, image)).status).toBe(404);
  expect(await ben.ask('files:list', { conversation })).toMatchObject({ files: [] });

  // Another address in its place: the former one’s picture goes.
  const next = site.url('/plain/lighthouse');
  await ann.ask('message:edit', { conversation, seq, content: `rather ${next}` });
  expect(await hearsLinks(ben, seq, (links) => links[0]?.['url'] === next)).toMatchObject([{ title: 'lighthouse' }]);
  expect((await fetchFile(ben, image)).status).toBe(404);
  await ann.ask('message:edit', { conversation, seq, content: 'rather nothing' });
  await hearsLinks(ben, seq, (links) => links.length === 0);
  const again = await say(ann, conversation, url);
  const [other] = await hearsLinks(ben, again);
  expect((await fetchFile(ben, other?.['image'].id)).status).toBe(200);
  await ann.ask('message:delete', { conversation, seq: again });
  expect((await fetchFile(ben, other?.['image'].id)).status).toBe(404);
  // It was in the cache.
  expect(site.asked.filter((path) => path === '/page/harbour')).toHaveLength(1);
});

test('[LINK-7, LINK-8] the author and whoever may delete take previews away for good; whose setting is off gets none', async () => {
  const { ann, ben, conversation } = await roomOfTwo();
  const seq = await say(ben, conversation, site.url('/page/away'));
  const [link] = await hearsLinks(ann, seq);
  const other = await say(ann, conversation, 'mine');
  expect(await ben.ask('message:links', { conversation, seq: other, off: true })).toMatchObject({
    error: { code: 'forbidden' },
  });
  expect(await ann.ask('message:links', { conversation, seq, off: true })).toMatchObject({ ok: true });
  await hearsLinks(ben, seq, (links) => links.length === 0);
  expect((await fetchFile(ben, link?.['image'].id)).status).toBe(404);
  await ben.ask('message:edit', { conversation, seq, content: `${site.url('/page/away')} again` });

  expect(await ben.ask('settings:set', { linkPreviews: false })).toMatchObject({ settings: { linkPreviews: false } });
  const silent = await say(ben, conversation, site.url('/page/silent'));
  const last = await say(ann, conversation, site.url('/page/last'));
  await hearsLinks(ben, last);
  const messages = await history(ben, conversation);
  for (const of of [seq, silent]) expect(messages.find((one) => one['seq'] === of)).not.toHaveProperty('links');
  expect(site.asked).not.toContain('/page/silent');
});

test('[LINK-4] a node that is killed while it looks a link up does it after all, once', async () => {
  const { ann, conversation } = await roomOfTwo();
  site.holds = true;
  const seq = await say(ann, conversation, site.url('/page/killed'));
  await until('the page was asked for', () => site.asked.includes('/page/killed'));
  await target.server.kill('SIGKILL');
  site.holds = false;
  await target.server.start();
  const back = visitor(target.url, { token: ann.token });
  const first = async () => (await history(back, conversation))[0];
  await until('the preview is there', async () => (await first())?.['links'] !== undefined, 20_000);
  expect(await first()).toMatchObject({ seq, rev: 1, links: [{ title: 'killed' }] });
});

/** Each leads to this machine, to a network of somebody's own, to a cloud's metadata, or is not of the web. */
const forbidden = [
  'http://127.0.0.1/ http://127.1/ http://2130706433/ http://0x7f.1/ http://0x7f000001/ http://017700000001/ http://0177.0.0.1/',
  'http://127.0.0.1./ http://0/ http://0.0.0.0/ https://127.0.0.1/ http://127.255.255.254/ http://localhost/ http://localhost:PORT/',
  'http://[::1]/ http://[::1]:PORT/ http://[::]/ http://[::ffff:127.0.0.1]:PORT/ http://[::ffff:7f00:1]/ http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/ http://[64:ff9b:1::a00:1]/ http://[2002:7f00:1::]/ http://[fe80::1]/ http://[fc00::1]/ http://[fd00:ec2::254]/',
  'http://10.1.2.3/ http://172.16.0.1/ http://192.168.1.1/ http://100.64.0.1/ http://169.254.169.254/latest/meta-data/ http://2852039166/',
  'http://198.18.0.1/ http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/ http://8.8.8.8:22/ http://8.8.8.8:6379/',
  'http://user:word@127.0.0.1:PORT/ http://8.8.8.8@127.0.0.1/ http://wiki.test:PORT/ http://127.0.0.2:PORT/',
  'file:///etc/passwd gopher://8.8.8.8/ ftp://8.8.8.8/ ws://8.8.8.8/',
].flatMap((line) => line.split(' '));

test('[LINK-1] nothing that is forbidden is connected to because of a message, however it is written and wherever a redirect leads', async () => {
  expect(forbidden.length).toBeGreaterThan(40);
  const { ann, ben, conversation } = await roomOfTwo();
  const port = site.host.split(':')[1] ?? '';
  const urls = forbidden.map((url) => url.replace('PORT', port));
  const connected = connections();
  for (const url of urls) await say(ann, conversation, `[look](${url}) ${url}`);
  // A site that may be reached leads there: that site alone is.
  for (const url of urls) await say(ann, conversation, site.url(`/to?${encodeURIComponent(url)}`));
  // The way there was open all the time.
  const seq = await say(ann, conversation, site.url(`/to?${encodeURIComponent(site.url('/plain/here'))}`));
  expect(await hearsLinks(ben, seq)).toMatchObject([{ title: 'here' }]);
  await until(
    'all have been looked at',
    async () => (await figure('tasks{consumer="links",state="leased"}')) === 0,
    20_000,
  );
  expect(connections()).toBe(connected + urls.length + 2);
  expect((await history(ann, conversation)).filter((message) => message['links'] !== undefined)).toMatchObject([
    { seq },
  ]);
});
