/** What letters are made of, where this server sends any. */
export type Mailing = {
  /** What links begin with: from the settings, never from what a request says of itself. [MAIL-3] */
  readonly address: string;
  /** There is a letter. */
  readonly look: () => void;
  /** Does it after whatever is answered; forgets it where too much is under way. */
  readonly later: (work: () => Promise<void>) => void;
};
