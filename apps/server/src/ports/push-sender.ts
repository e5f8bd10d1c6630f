/** A device's address at its push service, and the keys with which what is pushed there is encrypted (base64url). */
export type PushTarget = {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
};

export type Push = {
  /** At most 3,000 UTF-8 bytes: encrypted they fit into the 4 kB that every push service takes. */
  readonly payload: string;
  /** One that its service still has for the device gives way to a later one of the same topic: at most 32 characters of base64url. */
  readonly topic: string;
  readonly isUrgent: boolean;
};

export type PushOutcome =
  | { readonly status: 'sent' }
  /** The device has unsubscribed: nothing can be pushed there any more. */
  | { readonly status: 'gone' }
  /** Not now; `afterMs`: how long its service wants to be left alone. */
  | { readonly status: 'later'; readonly why: string; readonly afterMs: number }
  /** This one never. */
  | { readonly status: 'never'; readonly why: string };

/** A push service forgets what it could not hand over for so long. */
export const pushLifeMs = 86_400_000;

/**
 * Pushes to devices through the push services that their browsers chose (RFC 8030), in the name of this server (RFC 8292), encrypted for the
 * device alone (RFC 8291). Wherever a device says its service is, nothing but what this server may reach is reached, at the time of sending too.
 *
 * - Idempotent? No: a push that is sent twice comes twice; whoever shows it knows it by what it says.
 * - Times out by itself, as `later`. Bounded in parallel, of each service; one that fails again and again is left alone for a while, and `later` is answered at once.
 * - Cost: one request, and some 0.3 ms of computing.
 */
export interface PushSender {
  /** The public key with which devices subscribe, base64url: one of the whole server, for as long as it lives. */
  readonly key: string;
  /** Whether this could be pushed to: its address is one that this server may reach, and its key one that can be encrypted for. */
  accepts(target: PushTarget): Promise<boolean>;
  send(target: PushTarget, push: Push, signal: AbortSignal): Promise<PushOutcome>;
  close(): void;
}
