import { licenceOf } from './faults.ts';
import type { Locked } from './locked.ts';

/** CycloneDX 1.6 of what is part of a running Rookery: the same text for the same packages. */
export const billOfMaterials = (version: string, packages: readonly Locked[]): string =>
  `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { type: 'application', name: 'rookery', version, ...purl('rookery', version) } },
      components: packages
        .filter(({ runs }) => runs)
        .map((each) => ({
          type: 'library',
          name: each.name,
          version: each.version,
          ...purl(each.name, each.version),
          licenses: [
            licenceOf(each).includes(' ') ? { expression: licenceOf(each) } : { license: { id: licenceOf(each) } },
          ],
          hashes: [{ alg: 'SHA-512', content: Buffer.from(each.integrity.slice(7), 'base64').toString('hex') }],
        })),
    },
    null,
    1,
  )}\n`;

function purl(name: string, version: string): { readonly 'bom-ref': string; readonly purl: string } {
  const address = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { 'bom-ref': address, purl: address };
}
