/**
 * Who acts later on what is written: each consumer with its bit in a conversation's facts. A bit is never given to another consumer, since
 * stores hold it.
 *
 * `trace` and `probe` serve the contract suite, the bench and `npm run verify` alone, and nothing that is shipped sets their bits: `trace` copies what it
 * is told, `probe` is the second one beside it. `audit` brings records of acts of power into their log, `standing` tells
 * conversations who is deactivated, and ends what a closed account has left in them; `files` takes away files that
 * were not sent in time, and bytes that no message holds any more; `links` looks up where links in messages lead;
 * `kept` reminds people of what they have saved, and sends what is to be sent later; `polls` closes polls whose time is over; `push` pushes to devices;
 * `history` writes blocks of sealed messages anew with what has changed, and takes bytes away that nothing names any more.
 */
export const consumers = {
  trace: { bit: 0 },
  probe: { bit: 1 },
  audit: { bit: 2 },
  standing: { bit: 3 },
  files: { bit: 4 },
  links: { bit: 5 },
  kept: { bit: 8 },
  polls: { bit: 9 },
  push: { bit: 10 },
  history: { bit: 12 },
} as const satisfies Readonly<Record<string, { readonly bit: number }>>;

export type ConsumerName = keyof typeof consumers;

export const consumerNames = Object.keys(consumers) as ConsumerName[];

const byBit = new Map<number, ConsumerName>(consumerNames.map((name) => [consumers[name].bit, name]));

/** Null for a bit that a newer version gave away. */
export const consumerOfBit = (bit: number): ConsumerName | null => byBit.get(bit) ?? null;

/** The consumers whose bits are set. */
export const consumersIn = (mask: number): ConsumerName[] =>
  consumerNames.filter((name) => Math.floor(mask / 2 ** consumers[name].bit) % 2 === 1);
