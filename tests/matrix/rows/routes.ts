import { freshName } from '@rookery/testkit/person';
import { password } from '../../behaviour/account-program.ts';
import { signedIn } from '../answer.ts';
import type { Verdict } from '../answer.ts';
import type { RouteRow } from '../row.ts';
import type { Actor } from '../scene.ts';

/** For the owner of the account, who has not shown that it is she. */
const unproven = (path: string, use?: 'add'): RouteRow => ({
  path: () => path,
  body: () => ({ current: 'not that one', for: use }),
  answer: ({ kind }) => signedIn(kind, 'forbidden'),
});

/** By method and address, as the API's document has them. */
export const routeRows: Readonly<Record<string, RouteRow>> = {
  'POST /api/v1/accounts': {
    path: () => 'accounts',
    body: () => ({ username: freshName('made'), password }),
    // With a session it is she who registers: a guest under her own name, and whoever has an account not again.
    answer: ({ kind }) => (kind === 'anonymous' ? 'ok' : signedIn(kind, 'conflict')),
  },
  'POST /api/v1/sessions': {
    path: () => 'sessions',
    body: ({ scene }) => ({ username: scene.bystander.username, password }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'ok' : signedIn(kind)),
  },
  'GET /api/v1/sessions': { path: () => 'sessions', answer: ({ kind }) => signedIn(kind) },
  'DELETE /api/v1/sessions': { path: () => 'sessions', answer: ({ kind }) => signedIn(kind), endsSession: true },
  // Somebody else's is answered as none.
  'DELETE /api/v1/sessions/{id}': {
    path: ({ scene }) => `sessions/${scene.keeperSession}`,
    answer: ({ kind }) => signedIn(kind, 'not_found'),
  },
  'POST /api/v1/sessions/cookie': {
    path: () => 'sessions/cookie',
    answer: ({ kind }) => signedIn(kind),
    endsSession: true,
  },
  'POST /api/v1/password': {
    path: () => 'password',
    body: () => ({ current: 'not that one', password }),
    answer: ({ kind }) => signedIn(kind, 'forbidden'),
  },
  'GET /api/v1/totp': { path: () => 'totp', answer: ({ kind }) => signedIn(kind) },
  'POST /api/v1/totp': unproven('totp'),
  'POST /api/v1/totp/confirm': {
    path: () => 'totp/confirm',
    body: () => ({ code: '000000' }),
    answer: ({ kind }) => signedIn(kind, 'conflict'),
  },
  'DELETE /api/v1/totp': unproven('totp'),
  'POST /api/v1/recovery': unproven('recovery'),
  'POST /api/v1/passkeys/options': unproven('passkeys/options', 'add'),
  'POST /api/v1/passkeys': {
    path: () => 'passkeys',
    body: () => ({ response: {} }),
    answer: ({ kind }) => signedIn(kind, 'bad_request'),
  },
  'GET /api/v1/passkeys': { path: () => 'passkeys', answer: ({ kind }) => signedIn(kind) },
  'DELETE /api/v1/passkeys/{id}': unproven('passkeys/one'),
  'POST /api/v1/sessions/passkey': {
    path: () => 'sessions/passkey',
    body: () => ({ response: {} }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'bad_request' : signedIn(kind, 'bad_request')),
  },
  'POST /api/v1/password/link': {
    path: () => 'password/link',
    body: () => ({ token: 'a guess', password }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'not_found' : signedIn(kind, 'not_found')),
  },
  'POST /api/v1/invitations/look': {
    path: () => 'invitations/look',
    body: () => ({ code: 'a-guess-at-a-code-of-one' }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'not_found' : signedIn(kind, 'not_found')),
  },
  'GET /api/v1/account/export': { path: () => 'account/export', answer: ({ kind }) => signedIn(kind) },
  // Who may: export.behaviour.test.ts.
  'GET /api/v1/rooms/{id}/export': {
    path: () => 'rooms/r_none/export',
    answer: ({ kind }) => signedIn(kind, 'not_found'),
  },
  'DELETE /api/v1/account': unproven('account'),
  'POST /api/v1/setup': {
    path: () => 'setup',
    body: () => ({ token: 'a guess', username: freshName('made'), password }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'not_found' : signedIn(kind, 'not_found')),
  },
  'GET /api/v1/account/address': { path: () => 'account/address', answer: ({ kind }) => signedIn(kind) },
  // This server sends no mail: mail.behaviour.test.ts has one that does.
  'POST /api/v1/account/address': {
    path: () => 'account/address',
    body: () => ({ current: password, address: 'a@example.com' }),
    answer: ({ kind }) => signedIn(kind, 'forbidden'),
  },
  'POST /api/v1/account/address/confirm': {
    path: () => 'account/address/confirm',
    body: () => ({ token: 'a guess' }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'not_found' : signedIn(kind, 'not_found')),
  },
  'POST /api/v1/mail/unsubscribe': {
    path: () => 'mail/unsubscribe',
    body: () => ({ token: 'a guess' }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'not_found' : signedIn(kind, 'not_found')),
  },
  'GET /api/v1/mail/unsubscribe': {
    path: () => 'mail/unsubscribe?token=a',
    answer: ({ kind }) => (kind === 'anonymous' ? 'not_found' : signedIn(kind, 'not_found')),
  },
  'POST /api/v1/password/lost': {
    path: () => 'password/lost',
    body: () => ({ address: 'a@example.com' }),
    answer: ({ kind }) => (kind === 'anonymous' ? 'forbidden' : signedIn(kind, 'forbidden')),
  },
  'GET /api/v1/sso': { path: () => 'sso', answer: ({ kind }) => (kind === 'anonymous' ? 'ok' : signedIn(kind)) },
  // No provider is connected: sign-on.behaviour.test.ts has one.
  'GET /api/v1/sso/{id}/start': { path: () => 'sso/nobody/start', answer: ({ kind }) => unknownProvider(kind) },
  'GET /api/v1/sso/{id}/callback': {
    path: () => 'sso/nobody/callback?state=a&code=b',
    answer: ({ kind }) => unknownProvider(kind),
  },
  'POST /api/v1/sso/{id}/logout': { path: () => 'sso/nobody/logout', answer: ({ kind }) => unknownProvider(kind) },
  'POST /api/v1/files': { path: () => 'files?name=a.txt', body: () => ({}), answer: ({ kind }) => signedIn(kind) },
  // Of no stated length, and at no stated place: files.behaviour.test.ts uploads in pieces.
  'POST /api/v1/uploads': { path: () => 'uploads', answer: ({ kind }) => signedIn(kind, 'bad_request') },
  'PATCH /api/v1/uploads/{id}': { path: () => 'uploads/f_none', answer: ({ kind }) => signedIn(kind, 'bad_request') },
  'DELETE /api/v1/uploads/{id}': { path: () => 'uploads/f_none', answer: ({ kind }) => signedIn(kind, 'not_found') },
  'GET /api/v1/files/{id}/preview': {
    path: () => 'files/f_none/preview?w=480',
    answer: ({ kind }) => signedIn(kind, 'not_found'),
  },
  'GET /api/v1/files/{id}': { path: () => 'files/f_none', answer: ({ kind }) => signedIn(kind, 'not_found') },
};

const unknownProvider = (kind: Actor['kind']): Verdict =>
  kind === 'anonymous' ? 'not_found' : signedIn(kind, 'not_found');
