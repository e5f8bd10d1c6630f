import {
  addPasskey,
  addedPasskey,
  askPasskeyOptions,
  changePassword,
  confirmTotp,
  createAccount,
  createSession,
  devices,
  passkeyOptions,
  passkeys,
  proof,
  recoveryCodes,
  setUp,
  signOnProviders,
  signInByPasskey,
  signedIn,
  totpSecret,
  totpState,
  setPasswordByLink,
} from '@rookery/protocol';
import type * as z from 'zod';
import type { Cost } from '../limits/rate-limits.ts';

export type AccountRoute = {
  /** Under `/api/v1/`. */
  readonly path: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly about: string;
  readonly who: 'anyone' | 'signed-in';
  readonly cost: Cost;
  readonly request: z.core.$ZodType | null;
  /** `zip`: an archive, as a stream. */
  readonly answer: z.core.$ZodType | 'zip' | null;
  readonly status: 200 | 201 | 204 | 303;
  /** A browser is led here, by pages of other origins too. */
  readonly isPage?: true;
};

/** What can be asked over HTTP about accounts and sessions, by the name under which it is counted. The documents are made from it. */
export const accountRoutes = {
  'accounts:create': {
    path: 'accounts',
    method: 'POST',
    about:
      'Makes an account. With a guest’s session that guest becomes it, and keeps everything; the token is another one from then on.',
    who: 'anyone',
    cost: 'joining',
    request: createAccount,
    answer: signedIn,
    status: 201,
  },
  'sessions:create': {
    path: 'sessions',
    method: 'POST',
    about:
      'Signs in with a name and a password, and a code of the second factor where there is one: without it the answer is `unauthorized` with `needs`.',
    who: 'anyone',
    cost: 'joining',
    request: createSession,
    answer: signedIn,
    status: 201,
  },
  'sessions:list': {
    path: 'sessions',
    method: 'GET',
    about: 'The caller’s sessions, the one used last first.',
    who: 'signed-in',
    cost: 'plain',
    request: null,
    answer: devices,
    status: 200,
  },
  'sessions:endAll': {
    path: 'sessions',
    method: 'DELETE',
    about: 'Ends all sessions of the caller, this one too. Their sockets are closed within 2 s.',
    who: 'signed-in',
    cost: 'plain',
    request: null,
    answer: null,
    status: 204,
  },
  'sessions:end': {
    path: 'sessions/{id}',
    method: 'DELETE',
    about: 'Ends one of the caller’s sessions. Its sockets are closed within 2 s.',
    who: 'signed-in',
    cost: 'plain',
    request: null,
    answer: null,
    status: 204,
  },
  'sessions:cookie': {
    path: 'sessions/cookie',
    method: 'POST',
    about:
      'For the server’s own pages: the session of the token is in the browser’s cookie from then on. With the cookie, it has another secret after a day. The former one counts until the first use of the other, and a minute more.',
    who: 'signed-in',
    cost: 'plain',
    request: null,
    answer: null,
    status: 204,
  },
  'password:change': {
    path: 'password',
    method: 'POST',
    about: 'Changes the caller’s password, and ends all of her other sessions.',
    who: 'signed-in',
    cost: 'plain',
    request: changePassword,
    answer: null,
    status: 204,
  },
  'totp:state': {
    path: 'totp',
    method: 'GET',
    about: 'Whether the caller’s account has a second factor, and how many recovery codes are left.',
    who: 'signed-in',
    cost: 'plain',
    request: null,
    answer: totpState,
    status: 200,
  },
  'totp:begin': {
    path: 'totp',
    method: 'POST',
    about:
      'A secret for an app that shows codes. It counts from its confirmation on. Needs the current password, or a session that began within ten minutes.',
    who: 'signed-in',
    cost: 'plain',
    request: proof,
    answer: totpSecret,
    status: 200,
  },
  'totp:confirm': {
    path: 'totp/confirm',
    method: 'POST',
    about: 'The second factor counts from now on. Answers ten recovery codes, which are shown this once.',
    who: 'signed-in',
    cost: 'plain',
    request: confirmTotp,
    answer: recoveryCodes,
    status: 200,
  },
  'totp:end': {
    path: 'totp',
    method: 'DELETE',
    about: 'Takes the second factor away. Needs the current password, or a session that began within ten minutes.',
    who: 'signed-in',
    cost: 'plain',
    request: proof,
    answer: null,
    status: 204,
  },
  'recovery:renew': {
    path: 'recovery',
    method: 'POST',
    about:
      'Ten other recovery codes in the place of those that there were. Needs the current password, or a session that began within ten minutes.',
    who: 'signed-in',
    cost: 'plain',
    request: proof,
    answer: recoveryCodes,
    status: 200,
  },
  'passkeys:options': {
    path: 'passkeys/options',
    method: 'POST',
    about:
      'What a browser needs to make a passkey for the caller, or, for whoever is not signed in, to sign in by one. To add one needs the current password, or a session that began within ten minutes.',
    who: 'anyone',
    cost: 'joining',
    request: askPasskeyOptions,
    answer: passkeyOptions,
    status: 200,
  },
  'passkeys:add': {
    path: 'passkeys',
    method: 'POST',
    about: 'Adds a passkey to the caller’s account: the browser’s answer to the options, once, within five minutes.',
    who: 'signed-in',
    cost: 'plain',
    request: addPasskey,
    answer: addedPasskey,
    status: 201,
  },
  'passkeys:list': {
    path: 'passkeys',
    method: 'GET',
    about: 'The passkeys of the caller’s account, the one that was made last first.',
    who: 'signed-in',
    cost: 'plain',
    request: null,
    answer: passkeys,
    status: 200,
  },
  'passkeys:remove': {
    path: 'passkeys/{id}',
    method: 'DELETE',
    about: 'Nobody signs in by it any more. Needs the current password, or a session that began within ten minutes.',
    who: 'signed-in',
    cost: 'plain',
    request: proof,
    answer: null,
    status: 204,
  },
  'sessions:passkey': {
    path: 'sessions/passkey',
    method: 'POST',
    about:
      'Signs in by a passkey: the browser’s answer to the options, once, within five minutes. No second factor is asked for.',
    who: 'anyone',
    cost: 'joining',
    request: signInByPasskey,
    answer: signedIn,
    status: 201,
  },
  'password:byLink': {
    path: 'password/link',
    method: 'POST',
    about:
      'Sets the password with the token of a link that its owner was given, once, and ends all of her sessions. `not_found` where the link is used up or has expired.',
    who: 'anyone',
    cost: 'joining',
    request: setPasswordByLink,
    answer: null,
    status: 204,
  },
  'account:export': {
    path: 'account/export',
    method: 'GET',
    about:
      'What the server keeps of the caller, as an archive: profile, devices, conversations, and her own messages where she belongs. Lists have a JSON value in each line.',
    who: 'signed-in',
    cost: 'plain',
    request: null,
    answer: 'zip',
    status: 200,
  },
  'setup:create': {
    path: 'setup',
    method: 'POST',
    about: 'Makes the first owner of the server, once, with the token of the link that the server prints.',
    who: 'anyone',
    cost: 'joining',
    request: setUp,
    answer: signedIn,
    status: 201,
  },
  'sso:list': {
    path: 'sso',
    method: 'GET',
    about: 'The providers by which one may sign in.',
    who: 'anyone',
    cost: 'plain',
    request: null,
    answer: signOnProviders,
    status: 200,
  },
  'sso:start': {
    path: 'sso/{id}/start',
    method: 'GET',
    about:
      'For browsers: leads to the provider, and from there to `next`, a path of this server’s own, with a session in the cookie. Where that fails it leads to the first page, with the reason behind `#sign-on=`.',
    who: 'anyone',
    cost: 'joining',
    request: null,
    answer: null,
    status: 303,
    isPage: true,
  },
  'sso:callback': {
    path: 'sso/{id}/callback',
    method: 'GET',
    about: 'Where the provider sends browsers back to. Each `state` counts once, in the browser that it was made for.',
    who: 'anyone',
    cost: 'joining',
    request: null,
    answer: null,
    status: 303,
    isPage: true,
  },
  'sso:logout': {
    path: 'sso/{id}/logout',
    method: 'POST',
    about:
      'For providers (OpenID Connect Back-Channel Logout 1.0): `logout_token` as a form. All sessions of whom it names end within 2 s.',
    who: 'anyone',
    cost: 'plain',
    request: null,
    answer: null,
    status: 200,
  },
} as const satisfies Record<string, AccountRoute>;

export type AccountRouteName = keyof typeof accountRoutes;
export const accountRouteNames = Object.keys(accountRoutes) as AccountRouteName[];
