import { isIP } from 'node:net';
import { ChatError } from '@rookery/protocol';

/** For whom passkeys are made: the host by which the browser knows the server. Under another name they are of no use. */
export type RelyingParty = { readonly id: string; readonly origins: readonly string[] };

/** `host`: the header, which is one of the server's names. Throws `bad_request` where browsers make no passkeys for it. */
export function relyingPartyAt(host: string | undefined): RelyingParty {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null;
  if (!url || isIP(url.hostname.replaceAll(/[[\]]/g, '')) !== 0)
    throw new ChatError('bad_request', {
      message: 'Passkeys are of a name: open the server by one, and over HTTPS, not by an address.',
    });
  // Browsers ask for secrecy themselves: over http they make passkeys of `localhost` only.
  return { id: url.hostname, origins: [`https://${host}`, `http://${host}`] };
}
