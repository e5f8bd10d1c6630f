import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import * as oidc from 'openid-client';
import * as z from 'zod';
import { SignOnFailure } from '../../domain/sign-on-failure.ts';
import type {
  Farewell,
  SignOnBeginning,
  SignOnPolicy,
  SignOnProvider,
  SignedOn,
} from '../../ports/sign-on-provider.ts';

export type OidcOptions = {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly groupsClaim: string;
  readonly policy: SignOnPolicy;
  /** Where the provider sends browsers back to. */
  readonly callback: string;
};

/** For each call to the provider, s and ms; a sign-in makes three or four. */
const callSeconds = 3;
const allCallsMs = 8_000;
/** What the provider says of itself is asked again after this long, ms. */
const knownMs = 3_600_000;
/** How old a farewell may be, s: it is on its way, or repeated because nothing was answered. */
const farewellSeconds = 300;
/** The event that makes a signed message a farewell. */
const farewellEvent = 'http://schemas.openid.net/event/backchannel-logout';

const bounded = (most: number) => z.string().max(most);
/** Claims that are not as they should be are as good as none. */
const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  preferred_username: bounded(255).optional().catch(undefined),
  nickname: bounded(255).optional().catch(undefined),
  name: bounded(255).optional().catch(undefined),
  email: bounded(320).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
});
const groupsSchema = z.union([bounded(255).transform((group) => [group]), z.array(bounded(255)).max(2_000)]).catch([]);
const farewellSchema = z.object({
  jti: z.string().min(1).max(255),
  sub: z.string().min(1).max(255).optional(),
  sid: z.string().min(1).max(255).optional(),
  // With one it would be an ID token.
  nonce: z.never().optional(),
  events: z.looseObject({ [farewellEvent]: z.looseObject({}) }),
});

type Known = { readonly config: oidc.Configuration; readonly keys: JWTVerifyGetKey; readonly until: number };

/** A provider of OpenID Connect: the code flow with PKCE, `state`, `nonce` and a check of `iss`. Asked for nothing before somebody signs in. */
export class OidcProvider implements SignOnProvider {
  readonly id: string;
  readonly name: string;
  readonly issuer: string;
  readonly policy: SignOnPolicy;
  readonly #options: OidcOptions;
  #known: Promise<Known> | null = null;

  constructor(options: OidcOptions) {
    this.id = options.id;
    this.name = options.name;
    this.issuer = options.issuer;
    this.policy = options.policy;
    this.#options = options;
  }

  begin({ state, nonce, verifier }: SignOnBeginning): Promise<string> {
    return inTime(async () => {
      const { config } = await this.#discovered();
      return oidc.buildAuthorizationUrl(config, {
        redirect_uri: this.#options.callback,
        scope: this.#options.scopes,
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      }).href;
    });
  }

  finish({ state, nonce, verifier }: SignOnBeginning, query: URLSearchParams): Promise<SignedOn> {
    return inTime(async () => {
      const { config } = await this.#discovered();
      const url = new URL(this.#options.callback);
      url.search = query.toString();
      const tokens = await oidc.authorizationCodeGrant(config, url, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const signed = tokens.claims();
      if (!signed) throw new SignOnFailure('failed');
      // Many providers tell names and addresses here only.
      const told = config.serverMetadata().userinfo_endpoint
        ? await oidc.fetchUserInfo(config, tokens.access_token, signed.sub)
        : {};
      return this.#read({ ...signed, ...told, sub: signed.sub }, signed['sid']);
    });
  }

  readFarewell(token: string): Promise<Farewell | null> {
    return inTime(async () => {
      const { keys } = await this.#discovered();
      try {
        const { payload } = await jwtVerify(token, keys, {
          issuer: this.issuer,
          audience: this.#options.clientId,
          typ: 'logout+jwt',
          requiredClaims: ['iat', 'jti', 'events'],
          maxTokenAge: farewellSeconds,
          clockTolerance: 60,
        });
        const read = farewellSchema.safeParse(payload);
        if (!read.success || (read.data.sub === undefined && read.data.sid === undefined)) return null;
        const { jti, sub, sid } = read.data;
        return { id: jti, subject: sub ?? null, session: sid ?? null };
      } catch (error) {
        // What is not signed by it, and not: that its keys cannot be had.
        if ((error as { code?: string }).code === 'ERR_JWKS_TIMEOUT' || error instanceof TypeError) throw error;
        return null;
      }
    });
  }

  #read(claims: object, session: unknown): SignedOn {
    const read = claimsSchema.safeParse(claims);
    if (!read.success) throw new SignOnFailure('failed', read.error);
    const { sub, preferred_username, nickname, name, email, email_verified } = read.data;
    return {
      subject: sub,
      session: typeof session === 'string' && session !== '' && session.length <= 255 ? session : null,
      names: [preferred_username, nickname, email, name].filter((one) => one !== undefined),
      displayName: name ?? null,
      address: email === undefined ? null : { text: email, isConfirmed: email_verified === true },
      groups: groupsSchema.parse((claims as Record<string, unknown>)[this.#options.groupsClaim]),
    };
  }

  /** What the provider says of itself. A failure is forgotten, so that the next sign-in asks again. */
  async #discovered(): Promise<Known> {
    const known = await (this.#known ??= this.#discover());
    if (known.until > performance.now()) return known;
    this.#known = null;
    return this.#discovered();
  }

  #discover(): Promise<Known> {
    const { issuer, clientId, clientSecret } = this.#options;
    const basic = oidc.ClientSecretBasic(clientSecret);
    const post = oidc.ClientSecretPost(clientSecret);
    // As the provider says that it takes it; basic where it does not say (RFC 8414).
    const authentication: oidc.ClientAuth = (server, ...rest) =>
      (server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']).includes('client_secret_basic')
        ? basic(server, ...rest)
        : post(server, ...rest);
    const discovering = oidc
      .discovery(new URL(issuer), clientId, undefined, authentication, {
        timeout: callSeconds,
        // The settings let http pass for this machine only.
        execute: [oidc.enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [])],
      })
      .then((config) => ({
        config,
        keys: createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri ?? issuer), {
          timeoutDuration: callSeconds * 1_000,
        }),
        until: performance.now() + knownMs,
      }));
    discovering.catch(() => {
      this.#known = null;
    });
    return discovering;
  }
}

/** What of the library's errors says that the provider has answered, and no. */
function reasonOf(error: unknown): SignOnFailure {
  if (error instanceof SignOnFailure) return error;
  if (error instanceof oidc.AuthorizationResponseError) return new SignOnFailure('cancelled', error);
  // An old code, or one of another sign-in.
  if (error instanceof oidc.ResponseBodyError && error.status < 500) return new SignOnFailure('failed', error);
  const { code } = error as { readonly code?: unknown };
  const isWrong =
    typeof code === 'string' &&
    (code === 'OAUTH_INVALID_RESPONSE' || code.startsWith('OAUTH_JWT') || code.startsWith('ERR_JW'));
  return new SignOnFailure(isWrong ? 'failed' : 'unavailable', error);
}

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work(),
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new SignOnFailure('unavailable')), allCallsMs);
      }),
    ]);
  } catch (error) {
    throw reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
}
