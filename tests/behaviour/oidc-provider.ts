import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Configuration } from 'oidc-provider';

export type Claims = Readonly<Record<string, unknown>>;

export const clientSecret = 'a secret that no log may hold, of 40 letters';

/** A real provider of OpenID Connect in this process. It asks no questions: whoever comes is `next`. */
export type RealProvider = {
  readonly issuer: string;
  /** What it says of people, by their `sub`. */
  readonly people: Map<string, Claims>;
  /** The `sub` of whoever comes next; null: she says no. */
  next: string | null;
  /** The settings that connect a server to it, as the provider `word`. */
  settings(word: string): Record<string, string>;
  /** Says to the server that a person has signed out. */
  farewell(sub: string, sid?: string): Promise<number>;
  /** Of the last farewell, as it was sent. */
  readonly lastFarewell: { url: string; token: string };
  close(): Promise<void>;
};

/** `server`: where its client is; `words`: as which of its providers, the first of which hears farewells. */
export async function startOidcProvider(server: string, words: readonly string[] = ['corp']): Promise<RealProvider> {
  const web = createServer((request, response) => serve(request, response)).listen(0, '127.0.0.1');
  await once(web, 'listening');
  const issuer = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  const people = new Map<string, Claims>();
  const lastFarewell = { url: '', token: '' };
  let answered = 0;
  const configuration: Configuration = {
    clients: [
      {
        client_id: 'rookery',
        client_secret: clientSecret,
        redirect_uris: words.map((word) => `${server}/api/v1/sso/${word}/callback`),
        backchannel_logout_uri: `${server}/api/v1/sso/${words[0]}/logout`,
        backchannel_logout_session_required: true,
      },
    ],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    scopes: ['openid', 'profile', 'email', 'groups'],
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    cookies: { keys: ['only for tests'] },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => Promise.resolve({ ...people.get(sub), sub }) }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
    // Its own guard lets nothing through to this machine.
    fetch: async (url, options) => {
      const { dispatcher: _guard, ...rest } = options as RequestInit & { dispatcher?: unknown };
      const body = new URLSearchParams(String(rest.body));
      if (body.has('logout_token')) Object.assign(lastFarewell, { url: String(url), token: body.get('logout_token') });
      const response = await fetch(url, rest);
      answered = response.status;
      return response;
    },
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, AuthorizationCode: 60, IdToken: 600 },
  };
  const provider = new Provider(issuer, configuration);
  const callback = provider.callback();
  const real: RealProvider = {
    issuer,
    people,
    next: null,
    lastFarewell,
    settings: (name) => ({
      [`ROOKERY_OIDC_${name}_ISSUER`]: issuer,
      [`ROOKERY_OIDC_${name}_CLIENT_ID`]: 'rookery',
      [`ROOKERY_OIDC_${name}_CLIENT_SECRET`]: clientSecret,
      [`ROOKERY_OIDC_${name}_SCOPES`]: 'openid profile email groups',
    }),
    farewell: async (sub, sid) => {
      const client = (await provider.Client.find('rookery')) as unknown as {
        backchannelLogout(sub: string, sid?: string): Promise<void>;
      };
      await client.backchannelLogout(sub, sid);
      return answered;
    },
    close: async () => {
      web.closeAllConnections();
      web.close();
      await once(web, 'close');
    },
  };
  const serve: Parameters<typeof createServer>[1] & object = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
    const result = real.next === null ? { error: 'access_denied' } : { login: { accountId: real.next } };
    void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  };
  return real;
}
