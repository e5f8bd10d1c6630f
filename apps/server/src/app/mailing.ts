/** What letters are made of, where this server sends any. */
export type Mailing = {
  /** What links begin with: from the settings, never from what a request says of itself. [MAIL-3] */
  readonly address: string;
  /** Null: nobody is told by mail what waits for her. */
  readonly digest: DigestRules | null;
  /** There is a letter. */
  readonly look: () => void;
  /** Does it after whatever is answered; forgets it where too much is under way. */
  readonly later: (work: () => Promise<void>) => void;
};

export type DigestRules = {
  /** So long somebody is away before she is written to, ms. */
  readonly afterMs: number;
  /** Whether letters hold what people wrote. */
  readonly hasWords: boolean;
};
