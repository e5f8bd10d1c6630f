import { ChatError, asSessionToken, handshakeAuth, protocolVersion } from '@rookery/protocol';
import type { User } from '@rookery/protocol';
import * as z from 'zod';
import type { Ports } from '../app/ports.ts';
import { resumeClassic, resumeSession } from '../app/resume-session.ts';
import { newWord } from '../domain/new-id.ts';
import { hiddenToken } from '../domain/session.ts';
import type { Session } from '../domain/session.ts';

/** Whom a handshake turned out to be: somebody with a session, or nobody yet. */
export type Newcomer = {
  readonly user: User | null;
  readonly session: Session | null;
  /** Told to a stock client, which sends it back by itself when it connects again. */
  readonly pid: string;
  /** Where she comes from, as limits count it. */
  readonly address?: string;
};

/**
 * Who sends this `auth`, or this cookie's token without one. Throws `bad_request` where it is malformed, `unauthorized` where its session has ended.
 */
export async function recognise(
  ports: Pick<Ports, 'sessions' | 'people' | 'clock'>,
  auth: unknown,
  fromCookie: string | null = null,
): Promise<Newcomer> {
  const parsed = z.safeParse(handshakeAuth, auth);
  if (!parsed.success)
    throw new ChatError('bad_request', { message: 'The handshake’s auth is { token?, protocol? }.' });
  const { token: given, protocol, pid } = parsed.data;
  const token = given ?? fromCookie ?? undefined;
  if (protocol !== undefined && protocol !== protocolVersion)
    throw new ChatError('bad_request', { field: 'protocol', message: 'This server speaks protocol 1.' });
  const known =
    token === undefined
      ? pid === undefined
        ? null
        : await resumeClassic(ports, pid)
      : await resumeSession(ports, token);
  if (!known) return { user: null, session: null, pid: newWord() };
  const { id, kind, expiresAt, user } = known;
  return {
    user,
    session: { id, kind, expiresAt, token: given ?? (fromCookie === null ? asSessionToken('') : hiddenToken) },
    pid: kind === 'classic' && pid !== undefined ? pid : newWord(),
  };
}
