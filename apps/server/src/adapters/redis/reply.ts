/** What Redis answers, strings as bytes. */
export type Reply = Buffer | number | null | readonly Reply[];

/** Scripts of this adapter answer in known shapes: these say which, and turn nothing into ''. */
export const text = (reply: Reply | undefined): string =>
  Buffer.isBuffer(reply) ? reply.toString() : typeof reply === 'number' ? String(reply) : '';
export const textOrNull = (reply: Reply | undefined): string | null => {
  const found = text(reply);
  return found === '' ? null : found;
};
export const number = (reply: Reply | undefined): number => Number(text(reply));
export const list = (reply: Reply | undefined): readonly Reply[] =>
  Array.isArray(reply) ? (reply as readonly Reply[]) : [];
export const bytes = (reply: Reply | undefined): Buffer => (Buffer.isBuffer(reply) ? reply : Buffer.alloc(0));
