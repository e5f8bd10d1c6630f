import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isPublicAddress } from '../../domain/public-address.ts';
import { WebLinkReader } from './web-link-reader.ts';

type Serve = (request: IncomingMessage, answer: ServerResponse) => void;
let server: Server;
let port: number;
let serve: Serve = (_request, answer) => answer.end();
/** Connections of this process to anywhere. */
let connections = 0;
const count = (): void => {
  connections += 1;
};

beforeAll(async () => {
  server = createServer((request, answer) => serve(request, answer)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  subscribe('net.client.socket', count);
});
afterEach(() => {
  connections = 0;
});
afterAll(() => {
  unsubscribe('net.client.socket', count);
  server.closeAllConnections();
  server.close();
});

/** `site.test` is this machine's server, which counts as public here; all else is as it is. */
const reader = (deadlineMs = 5_000, resolve = async (name: string) => (name === 'site.test' ? ['127.0.0.1'] : [])) =>
  new WebLinkReader({
    deadlineMs,
    resolve,
    isAllowed: (address, number) =>
      (address === '127.0.0.1' && number === port) || (isPublicAddress(address) && [80, 443].includes(number)),
  });
const site = (path: string): string => `http://site.test:${port}${path}`;
const html = (answer: ServerResponse, text: string | Buffer, type = 'text/html; charset=utf-8'): void => {
  answer.writeHead(200, { 'content-type': type }).end(text);
};

/** Each leads to this machine, to a network of somebody's own, to a cloud's metadata, or is not of the web. */
const forbidden = [
  'http://127.0.0.1/ http://127.1/ http://2130706433/ http://0x7f.1/ http://0x7f000001/ http://017700000001/ http://0177.0.0.1/',
  'http://①②⑦.0.0.1/ http://127。0。0。1/ http://127.0.0.1./ http://0/ http://0.0.0.0/ https://127.0.0.1/ http://127.255.255.254/',
  'http://[::1]/ http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[0:0:0:0:0:ffff:7f00:1]/ http://[::127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/ http://[64:ff9b:1::a00:1]/ http://[2002:7f00:1::]/ http://[2001:0:7f00:1::]/ http://[fe80::1]/ http://[fec0::1]/',
  'http://[fc00::1]/ http://[fd00:ec2::254]/ http://[ff02::1]/ http://[100::1]/ http://[2001:db8::1]/ http://[3fff::1]/ http://[5f00::1]/',
  'http://10.1.2.3/ http://172.16.0.1/ http://172.31.255.255/ http://192.168.1.1/ http://100.64.0.1/ http://169.254.169.254/latest/meta-data/',
  'http://2852039166/ http://0xa9fea9fe/ http://192.0.0.192/ http://198.18.0.1/ http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/',
  'http://8.8.8.8:22/ http://8.8.8.8:6379/ http://8.8.8.8:8080/ http://user:word@8.8.8.8/ http://8.8.8.8@127.0.0.1/',
  'file:///etc/passwd gopher://8.8.8.8/ ftp://8.8.8.8/ data:text/html,x javascript:1 ws://8.8.8.8/ unix:/run/x //8.8.8.8/ nothing',
].flatMap((line) => line.split(' '));

test('[LINK-1] nothing but the public web is ever connected to, however it is written', async () => {
  expect(forbidden.length).toBeGreaterThan(50);
  for (const url of forbidden) {
    expect(await reader().page(url), url).toBeNull();
    expect(await reader().picture(url), url).toBeNull();
  }
  // Names whose addresses are not public, all or only one of them.
  for (const addresses of [
    ['127.0.0.1'],
    ['10.0.0.1'],
    ['::1'],
    ['8.8.8.8', '169.254.169.254'],
    ['fd00::1', '2606:4700::1'],
    [],
  ])
    expect(await reader(5_000, async () => addresses).page('http://name.test/')).toBeNull();
  expect(connections).toBe(0);
});

test('[LINK-1] a redirect leads nowhere else, and what a name says later does not count', async () => {
  for (const url of forbidden) {
    if (!URL.canParse(url)) continue;
    serve = (_request, answer) => answer.writeHead(302, { location: encodeURI(url) }).end();
    connections = 0;
    expect(await reader().page(site('/')), url).toBeNull();
    expect(connections, url).toBe(1);
  }
  connections = 0;
  serve = (_request, answer) => answer.writeHead(302, { location: '/again' }).end();
  expect(await reader().page(site('/'))).toBeNull();
  expect(connections).toBe(4);

  // Public when it is checked, this machine when it is asked again: it is asked once a hop.
  const names: string[] = [];
  const rebinding = async (name: string): Promise<string[]> => {
    names.push(name);
    return names.length === 1 ? ['127.0.0.1'] : ['192.168.0.1'];
  };
  serve = (_request, answer) => html(answer, '<title>here</title>');
  connections = 0;
  expect(await reader(5_000, rebinding).page(site('/'))).toEqual({ title: 'here' });
  expect(await reader(5_000, rebinding).page(site('/'))).toBeNull();
  expect([names.length, connections]).toEqual([2, 1]);
});

test('[LINK-2] what has no end, comes drop by drop, is packed, or has too large a head is given up', async () => {
  const given: [string, Serve][] = [
    [
      'a packed page',
      (_request, answer) => {
        answer.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' });
        answer.end(gzipSync(Buffer.alloc(1_000_000)));
      },
    ],
    [
      'drops',
      (_request, answer) => {
        answer.writeHead(200, { 'content-type': 'text/html' });
        const drip = setInterval(() => answer.write('<'), 20);
        answer.once('close', () => clearInterval(drip));
      },
    ],
    ['no answer', () => undefined],
    ['a large head', (_request, answer) => answer.writeHead(200, { 'x-more': 'a'.repeat(20_000) }).end('<title>x')],
    ['an error', (_request, answer) => answer.writeHead(404, { 'content-type': 'text/html' }).end('<title>x</title>')],
    ['no page', (_request, answer) => html(answer, '<title>x</title>', 'application/pdf')],
  ];
  for (const [what, hostile] of given) {
    serve = hostile;
    expect(await reader(600).page(site('/')), what).toBeNull();
  }
  // Without end: cut off, and its head was there.
  let sent = 0;
  serve = (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' });
    answer.write('<title>without end</title>');
    const more = (): void => {
      for (let isRoom = !answer.destroyed; isRoom;) {
        sent += 65_536;
        isRoom = answer.write(Buffer.alloc(65_536, 'a'));
      }
    };
    answer.on('drain', more);
    more();
  };
  expect(await reader().page(site('/'))).toEqual({ title: 'without end' });
  expect(sent).toBeLessThan(20_000_000);
  expect(await reader(5_000, () => new Promise(() => undefined)).page('not a URL')).toBeNull();
  expect(await reader(100, () => new Promise(() => undefined)).page(site('/'))).toBeNull();
});

test('[LINK-3] a page is told by its head: what it says for previews before its title, in its own letters, as text', async () => {
  serve = ({ headers }, answer) => {
    expect(headers.host).toBe(`site.test:${port}`);
    html(
      answer,
      `<html><head><title> A \n title </title><meta property="og:title" content="The &lt;b&gt;best\u202e title">
      <meta name=description content="${'long '.repeat(200)}"><meta property="og:site_name" content="Site">
      <meta property="og:image" content="/pictures/1.png"></head><body><meta property="og:title" content="no">`,
    );
  };
  const page = await reader().page(site('/a/page'));
  expect(page).toMatchObject({ title: 'The <b>best title', site: 'Site', image: site('/pictures/1.png') });
  expect(page?.text?.length).toBe(500);
  for (const [type, head] of [
    ['text/html; charset=gbk', ''],
    ['text/html', '<meta charset="gbk">'],
  ] as const) {
    const title = Buffer.from([0xc4, 0xe3, 0xba, 0xc3]);
    serve = (_request, answer) =>
      html(answer, Buffer.concat([Buffer.from(`${head}<title>`), title, Buffer.from('</title>')]), type);
    expect(await reader().page(site('/'))).toEqual({ title: '你好' });
  }
  serve = (_request, answer) => html(answer, '<meta property="og:image" content="javascript:1"><title>x</title>');
  expect(await reader().page(site('/'))).toEqual({ title: 'x' });
  serve = (_request, answer) => html(answer, '<p>nothing</p>');
  expect(await reader().page(site('/'))).toBeNull();
  serve = (_request, answer) => html(answer, Buffer.from('bytes'), 'image/png');
  expect(Buffer.from((await reader().picture(site('/')))!).toString()).toBe('bytes');
  serve = (_request, answer) => html(answer, Buffer.alloc(600_000), 'image/png');
  expect(await reader().picture(site('/'))).toBeNull();
});
