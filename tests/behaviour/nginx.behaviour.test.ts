import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@rookery/testkit/free-port';
import { startFront } from '@rookery/testkit/front';
import { nginx } from '@rookery/testkit/nginx';
import { repositoryRoot } from '@rookery/testkit/repository-root';
import { openTcpWebSocket } from '@rookery/testkit/tcp-web-socket';
import { until } from '@rookery/testkit/until';
import { afterAll, expect, test } from 'vitest';

// The configuration of deploy/nginx in a real NGINX.

const dir = mkdtempSync(join(tmpdir(), 'rookery-nginx-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test('[OPS-29] a household of IPv6 is one client, however its addresses are written', async () => {
  const template = readFileSync(join(repositoryRoot, 'deploy/nginx/nginx.conf.template'), 'utf8');
  const map = /map \$remote_addr \$rookery_client \{[\s\S]*?\n {2}\}/.exec(template)?.[0] ?? '';
  const front = await startFront({
    dir: join(dir, 'map'),
    http: `${map} set_real_ip_from 127.0.0.1; real_ip_header X-Client;`,
    server: 'location = /client { return 200 "$rookery_client"; }',
  });
  const clientOf = async (address: string): Promise<string> =>
    (await fetch(`${front.url}/client`, { headers: { 'x-client': address } })).text();
  try {
    const households: readonly (readonly [string, ...string[]])[] = [
      ['2001:db8:1:2:', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::1', '2001:0db8:0001:0002:0:0:0:9', '2001:db8:1:2::'],
      ['2001:db8:1:0:', '2001:db8:1::5', '2001:db8:1:0:1::', '2001:db8:1:0:3:4:5:6', '2001:db8:1::'],
      ['2001:db8:0:0:', '2001:db8::1', '2001:db8::3:4:5:6', '2001:db8::', '2001:db8:0:0:1:0:0:1'],
      ['2001:0:0:0:', '2001::1', '2001::3:4:5:6', '2001::'],
      ['2001:0:0:7:', '2001::7:1:2:3:4', '2001:0:0:7::1', '2001:0:0:7:0:0:0:1'],
      ['2001:db8:0:7:', '2001:db8:0:7::1', '2001:db8:0:7:1:2:3:4'],
      ['0:0:0:0:', '::1:2', '::3:0:1:2', '::192.0.2.7', '::2'],
      ['0:0:0:5:', '::5:1:2:3:4', '0:0:0:5::1'],
      ['0:0:5:6:', '::5:6:1:2:3:4', '0:0:5:6::1'],
      ['192.0.2.7', '192.0.2.7', '::ffff:192.0.2.7', '::ffff:c000:207'],
      ['64:ff9b::c000:207', '64:ff9b::192.0.2.7', '64:ff9b:0:0:0:0:c000:207'],
      ['::ffff:0:c000:207', '::ffff:0:192.0.2.7'],
      ['', '127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'],
    ];
    for (const [client, ...addresses] of households)
      for (const address of addresses) expect(await clientOf(address), address).toBe(client);
  } finally {
    await front.kill('SIGTERM');
  }
});

test('[OPS-29] whatever fails at the sockets, the error log of NGINX shows no sid', async () => {
  for (const basePath of ['', '/chat']) {
    const port = await freePort();
    const folder = join(dir, `log${basePath.replace('/', '-')}`);
    const started = nginx({ dir: folder, port, nodes: [{ name: 'n1', port: await freePort() }], basePath });
    const url = `http://127.0.0.1:${port}${basePath}`;
    const statusOf = (path: string, init?: RequestInit): Promise<number> =>
      fetch(url + path, init).then(
        (answer) => answer.status,
        () => 0,
      );
    started.spawn();
    try {
      await until('NGINX answers', async () => (await statusOf('/readyz')) === 502);
      const socket = (sid: string) => `/socket.io/?EIO=4&transport=polling&sid=${sid}`;
      expect(await statusOf(socket('n1_secretA'))).toBe(502);
      expect(await statusOf(socket('n1_secretB'), { method: 'POST', body: '40' })).toBe(502);
      expect(await statusOf(socket('n1_secretC'), { method: 'POST', body: 'x'.repeat(3_000_000) })).not.toBe(200);
      expect(await statusOf(socket('unknown_secretD'))).toBe(502);
      expect(await statusOf('/socket.io?sid=n1_secretE')).not.toBe(200);
      expect((await openTcpWebSocket(url, '&sid=n1_secretF')).heard()).toContain('502');
      // Elsewhere a request that fails is in there.
      expect(await statusOf('/api/v1/call/rooms:list?shown=1', { method: 'POST' })).toBe(503);
      const log = (): string => readFileSync(join(folder, 'nginx.log'), 'utf8');
      await until('the log is written', () => log().includes('shown=1'));
      expect(log()).not.toContain('secret');
    } finally {
      await started.kill('SIGTERM');
    }
  }
});
