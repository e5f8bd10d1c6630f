/** Every bound of the wire, in one place. `server:hello` sends them, so a client need not compile them in. */
export const limits = {
  /** UTF-8 bytes of a message's content, after trimming. */
  contentBytes: 8_000,
  /** Bytes of one file of somebody with an account, and without one. */
  fileBytes: 268_435_456,
  guestFileBytes: 26_214_400,
  /** Bytes of all files that one may begin to upload in a day (UTC), with an account and without. */
  dayFileBytes: 2_147_483_648,
  guestDayFileBytes: 209_715_200,
  filesPerMessage: 10,
  /** Bytes of a picture that stands for a person or a room, as it is kept. */
  pictureBytes: 1_048_576,
  /** Links of one message that are looked up. */
  linksPerMessage: 3,
  /** Code points of a file's name; a longer one is cut. */
  fileNameChars: 200,
  /** Code points of what a file shows, in words. */
  altChars: 1_000,
  /** How long a file may claim to last. */
  claimedMs: 24 * 3_600_000,
  /** Loudnesses of a sound’s waveform. */
  waveformSteps: 64,
  /** Bytes of one frame. A longer one closes its own connection. */
  frameBytes: 1_048_576,
  /** Code points of a username. */
  usernameChars: 32,
  displayNameChars: 64,
  /** Code points of a room's name. */
  roomNameChars: 80,
  topicChars: 250,
  /** People of a group conversation besides the one who opens it. */
  groupOthers: 8,
  /** Code points of the server's name. */
  serverNameChars: 64,
  /** Code points of the reason for a mute, a ban or a report, and of what was done about that. */
  reasonChars: 250,
  /** The longest wait of slow mode. */
  slowModeMs: 6 * 3_600_000,
  /** The longest that retention lets messages be kept, where it is on, and the most of one conversation. */
  retentionDays: 36_500,
  retentionMessages: 1_000_000_000,
  /** Conversations that are kept from retention. */
  holds: 1_000,
  /** Code points of an emoji (families and flags are sequences). */
  emojiChars: 16,
  /** Different emoji on one message. */
  reactionsPerMessage: 50,
  /** Options of a poll; code points of its question, and of an option. */
  pollOptions: 10,
  pollQuestionChars: 250,
  pollOptionChars: 100,
  /** Messages pinned in one conversation. */
  pinsPerConversation: 100,
  /** Former texts of one message: the latest are kept. */
  editsPerMessage: 50,
  /** People named in one message who are told so. */
  mentionsPerMessage: 50,
  /** People who may use one invitation, where their number is bounded. */
  inviteUses: 10_000,
  /** How long an invitation lasts at the most; without a word of it, a week. */
  inviteMs: 365 * 24 * 3_600_000,
  /** Invitations of one room, or to the server, at a time. */
  invitesPerPlace: 100,
  /** Code points of a password. */
  passwordChars: 256,
  /** Of one that is chosen now. */
  passwordLeastChars: 8,
  /** What a device's program calls itself is cut to this. */
  agentChars: 200,
  idChars: 40,
  tokenChars: 128,
  cursorChars: 200,
  queryChars: 80,
  /** Code points of what `search:messages` looks for. */
  searchChars: 500,
  /** Messages in one answer of `search:messages`. */
  searchPage: 50,
  /** Messages in one answer of `history:fetch`. */
  historyPage: 100,
  /** Messages that `room:join` answers. */
  joinMessages: 50,
  /** Threads that one connection has open. */
  openThreads: 100,
  /** Threads that one person follows: one more, and the one that she has followed for longest is let go. */
  followedThreads: 1_000,
  /** Of these, the ones followed last, whose messages her devices hear; of the others they hear that there is something new. */
  heardThreads: 100,
  /** Conversations in one `sync`. */
  syncConversations: 100,
  /** Rows in one answer of `rooms:list`, `room:members`, `room:bans`, `reports:list`, `inbox:list`, `people:look`, `audit:list`, `admin:people` and `files:list`. */
  listPage: 100,
  /** Users in one `people:look`. */
  lookUsers: 500,
  /** People of a conversation who see how far each other has read. */
  receiptPeople: 100,
  /** Conversations in which one person has said what she wants to be told of. */
  notifySettings: 5_000,
  /** Devices to which one person is pushed: one more, and the one that was added first is let go. */
  pushSubscriptions: 20,
  pushEndpointChars: 1_000,
  /** Messages that one person has saved. */
  savedMessages: 1_000,
  /** Texts that one person has not sent yet. */
  drafts: 100,
  /** Messages of one person that are to be sent later. */
  laterMessages: 100,
  /** How far ahead something may be sent, or be reminded of. */
  aheadMs: 400 * 24 * 3_600_000,
  /** People whom one person has blocked. */
  blockedUsers: 500,
  /** Of a status’s text. */
  statusChars: 80,
  /** Of the name of a time zone. */
  zoneChars: 64,
  languageChars: 35,
  /** Users in one `presence:watch`. */
  watchUsers: 500,
  /** How long a repeated `clientId` is recognised. */
  dedupeMs: 7 * 24 * 3_600_000,
  /** A file that is not sent by then is gone. */
  unsentFileMs: 24 * 3_600_000,
  /** A request is answered within this. */
  answerMs: 10_000,
  /** A session with a token lives this long after its last use. */
  guestSessionMs: 30 * 24 * 3_600_000,
  /** A session of an account ends this long after it began at the latest. */
  accountSessionMs: 365 * 24 * 3_600_000,
  /** `typing:update` forgets a typist after this. */
  typingMs: 6_000,
} as const;

export type Limits = { readonly [name in keyof typeof limits]: number };
