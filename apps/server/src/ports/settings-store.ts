import type { AdminSettings } from '@rookery/protocol';

export type SettingsChange = { readonly [Name in keyof AdminSettings]?: AdminSettings[Name] | undefined };

/**
 * What its admins have set for the whole server.
 *
 * - Atomic? Each call. - Ordered? The later change of a setting counts. - Idempotent? Both. - Durable? `change` is, before it resolves.
 * - If it times out: throws `ChatError('unavailable')`; repeat. - Cost: one read or write.
 */
export interface SettingsStore {
  read(): Promise<AdminSettings>;
  /** Of what is not given nothing changes. Answers all as they were, and as they are. */
  change(change: SettingsChange): Promise<{ readonly before: AdminSettings; readonly after: AdminSettings }>;
}
