import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { askAdvisories } from './advisories.ts';
import { billOfMaterials } from './bill-of-materials.ts';
import { faultsOf } from './faults.ts';
import { readLock } from './locked.ts';

const integrity = `sha512-${Buffer.from('archive').toString('base64')}`;
const lock = JSON.stringify({
  packages: {
    '': { version: '1.0.0' },
    'packages/own': { version: '1.0.0' },
    'node_modules/own': { link: true },
    'node_modules/good': { version: '1.0.0', license: 'MIT', integrity },
    'node_modules/good/node_modules/@a/deep': { version: '2.0.0', license: '(GPL-3.0 OR ISC)', integrity },
    'node_modules/copyleft': { version: '1.0.0', license: 'GPL-3.0', integrity },
    'node_modules/@img/sharp-x': { version: '1.0.0', license: 'Apache-2.0 AND LGPL-3.0-or-later', integrity },
    'node_modules/library': { version: '1.0.0', license: 'LGPL-3.0-or-later', integrity },
    'node_modules/silent': { version: '1.0.0', integrity },
    'node_modules/unpinned': { version: '1.0.0', license: 'MIT' },
    'node_modules/weak': { version: '1.0.0', license: 'MIT', integrity: 'sha1-x' },
    'node_modules/runner': { version: '1.0.0', license: 'MIT', integrity, hasInstallScript: true },
    'node_modules/builder': { version: '1.0.0', license: 'MPL-2.0', integrity, dev: true },
    'node_modules/shipped': { version: '1.0.0', license: 'MPL-2.0', integrity },
  },
});
const packages = readLock(lock);

test('[OPS-42] what a package may not be is said: an unknown licence, no hash, a program at installation', () => {
  expect(faultsOf(packages)).toEqual([
    'copyleft@1.0.0 has the licence "GPL-3.0".',
    'library@1.0.0 has the licence "LGPL-3.0-or-later".',
    'runner@1.0.0 runs a program when it is installed.',
    'shipped@1.0.0 has the licence "MPL-2.0".',
    'silent@1.0.0 has the licence "".',
    'unpinned@1.0.0 is not pinned by a hash.',
    'weak@1.0.0 is not pinned by a hash.',
  ]);
});

test('[OPS-42] the bill of materials lists what runs, with version, licence and hash', () => {
  const { components } = JSON.parse(billOfMaterials('1.0.0', packages)) as {
    readonly components: readonly { readonly purl: string }[];
  };
  expect(components.map(({ purl }) => purl)).toContain('pkg:npm/%40a/deep@2.0.0');
  expect(components.map(({ purl }) => purl)).not.toContain('pkg:npm/builder@1.0.0');
  expect(components.find(({ purl }) => purl === 'pkg:npm/good@1.0.0')).toMatchObject({
    licenses: [{ license: { id: 'MIT' } }],
    hashes: [{ alg: 'SHA-512', content: Buffer.from('archive').toString('hex') }],
  });
});

test('[OPS-42] an advisory is a fault, and a registry that does not tell is no clean bill', async () => {
  let asked: unknown;
  let status = 200;
  const registry = createServer((request, answer) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      asked = JSON.parse(body);
      const advisory = { url: 'https://example.test/GHSA-1', title: 'Reads files', severity: 'high' };
      answer.writeHead(status).end(JSON.stringify({ good: [advisory] }));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => registry.once('listening', resolve));
  const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
  const good = packages.filter(({ name }) => name === 'good');
  expect(await askAdvisories(url, good, '2026-11-26')).toEqual({
    asked: true,
    faults: ['good: Reads files (high, https://example.test/GHSA-1).'],
  });
  expect(asked).toEqual({ good: ['1.0.0'] });
  status = 405;
  expect(await askAdvisories(url, good, '2026-11-26')).toEqual({ asked: false, why: 'it answered 405' });
  await new Promise((resolve) => registry.close(resolve));
  expect(await askAdvisories(url, good, '2026-11-26')).toMatchObject({ asked: false });
});
