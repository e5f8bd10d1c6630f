import * as z from 'zod';

export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** What ROOKERY_CLAMD may be. */
export const clamdAddress = z
  .string()
  .max(255)
  .regex(/^(?:\/[^\0]+|[^\s/:]+:\d{1,5}|\[[0-9A-Fa-f:]+\]:\d{1,5})$/, 'must be host:port, or the path of a socket')
  .transform((text): ClamdAddress => {
    if (text.startsWith('/')) return { path: text };
    const at = text.lastIndexOf(':');
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
  })
  .refine(
    (address) => 'path' in address || (address.port > 0 && address.port < 65_536),
    'must have a port from 1 to 65535',
  );
