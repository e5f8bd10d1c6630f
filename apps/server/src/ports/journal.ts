/**
 * Short lines that nodes keep for whoever looks after the server: what they have measured, and what has happened. Each journal has a name and an end, the oldest lines go
 * first.
 *
 * - Atomic? Each line. - Ordered? As they were added. - Idempotent? A repeat of the last line adds nothing.
 * - Durable? On one machine: what a failover loses of it is lost. - If it times out: throws `ChatError('unavailable')`.
 * - Cost: a write a line; a read of all of them.
 */
export interface Journal {
  /** Of the journal `most` lines are kept. It may be gone a day after its last line. */
  add(name: string, line: string, most: number): Promise<void>;
  /** Oldest first. */
  read(name: string): Promise<readonly string[]>;
}

export const journalMs = 25 * 3_600_000;
