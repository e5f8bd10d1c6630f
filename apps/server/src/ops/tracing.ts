/** Names and numbers that say what was done and how it went. Never what people wrote, their names or addresses, nor anything by which one is told from another. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** What a node tells a collector of traces about its work. Where nobody has asked for traces there is none, and nothing of it is loaded. */
export type Tracing = {
  /** Work that somebody asked for, from its beginning to its answer: one in so many is traced, with all that is done for it. */
  request<Result>(name: string, attributes: SpanAttributes, work: () => Promise<Result>): Promise<Result>;
  /** Begins a step of work that is traced, which the returned function ends; null where the work under way is not traced. */
  begin(name: string, attributes: SpanAttributes): ((error?: unknown) => void) | null;
  /** Work that nobody waits for, and that is done when it returns: one in so many is traced. */
  turn(name: string, attributes: SpanAttributes, work: () => void): void;
  /** Adds to what the work under way says of itself. */
  note(attributes: SpanAttributes): void;
  /** Tells what is not told yet, for two seconds at most. Idempotent. */
  close(): Promise<void>;
};
