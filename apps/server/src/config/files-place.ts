import * as z from 'zod';

/** Where the bytes of files lie. */
export type FilesPlace =
  | { readonly kind: 'directory'; readonly path: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** Before every key: '' or with a slash at its end. */
      readonly prefix: string;
      /** Null: Amazon's. */
      readonly endpoint: string | null;
      /** Null: as the SDK finds it. */
      readonly region: string | null;
    };

const fault = 'must be a directory, or s3://BUCKET/PREFIX?endpoint=URL&region=NAME';

/** What ROOKERY_FILES may be. */
export const filesPlace = z
  .string()
  .max(4_096)
  .transform((text, context): FilesPlace => {
    const place = readPlace(text);
    if (place !== null) return place;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  });

function readPlace(text: string): FilesPlace | null {
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(text)) return { kind: 'directory', path: text };
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, host, pathname, searchParams, hash } = new URL(text);
  if (protocol !== 's3:' || username !== '' || password !== '' || hash !== '') return null;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(host)) return null;
  if ([...searchParams.keys()].some((name) => name !== 'endpoint' && name !== 'region')) return null;
  const prefix = pathname.replace(/^\//, '').replace(/\/$/, '');
  if (!/^(?:[A-Za-z0-9._-]+\/)*[A-Za-z0-9._-]*$/.test(prefix)) return null;
  const endpoint = searchParams.get('endpoint');
  if (endpoint !== null && !isOrigin(endpoint)) return null;
  return { kind: 's3', bucket: host, prefix: prefix && `${prefix}/`, endpoint, region: searchParams.get('region') };
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '' && search === '';
}

/** The origins from which browsers get files that they are not given by this server; '' where there are none. */
export function filesFrom(place: FilesPlace): string {
  if (place.kind === 'directory') return '';
  return place.endpoint === null ? 'https://*.amazonaws.com' : new URL(place.endpoint).origin;
}
