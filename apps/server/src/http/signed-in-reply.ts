import type { Session, User } from '@rookery/protocol';
import { hiddenToken } from '../domain/session.ts';
import { isOwnPage } from '../gateway/origin.ts';
import type { Request, SessionCookie } from '../gateway/session-cookie.ts';
import type { Reply } from './exchanges.ts';

/** Somebody has a session from now on. The server's own pages have it by the cookie, and nothing that a script could read; all others by the token. [ACC-9] */
export function signedInReply(
  cookie: SessionCookie,
  request: Request,
  { user, session: { token, expiresAt } }: { readonly user: User; readonly session: Session },
  status: 200 | 201,
): Reply {
  if (!isOwnPage(request)) return { status, headers: {}, body: { ok: true, user, session: { token, expiresAt } } };
  return {
    status,
    // One that is in the cookie already stays there.
    headers: token === hiddenToken ? {} : { 'set-cookie': cookie.set(request, token) },
    body: { ok: true, user, session: { expiresAt } },
  };
}
