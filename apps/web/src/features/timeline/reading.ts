/** Where the reader is in a conversation, for the pills and for what counts as seen. */
export type Reading = {
  /** At the newest message, within a hand's breadth. */
  readonly atBottom: boolean;
  /** The unread line is above the viewport. */
  readonly lineAbove: boolean;
  /** More than a screen of messages is below. */
  readonly farFromBottom: boolean;
};
