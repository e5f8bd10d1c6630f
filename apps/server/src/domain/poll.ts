import type { Poll, UserId } from '@rookery/protocol';

/** A poll as it was asked. */
export type PollPart = {
  readonly kind: 'poll';
  readonly question: string;
  readonly options: readonly string[];
  readonly multiple: boolean;
  readonly anonymous: boolean;
  readonly closesAt?: number | undefined;
};

/** What has become of a poll: by option how many chose it, and the first of them. */
export type Votes = {
  readonly options: readonly { readonly count: number; readonly users: readonly UserId[] }[];
  readonly closed?: true | undefined;
  /** What the reader herself chose. */
  readonly mine?: readonly number[] | undefined;
};

/** Who is named of each option at most. */
export const namedVoters = 20;

/** Whether it takes votes at this time (ms). */
export const isClosed = ({ closesAt }: PollPart, votes: Votes | undefined, now: number): boolean =>
  votes?.closed === true || (closesAt !== undefined && closesAt <= now);

/** Choices that the poll allows: of options that it has, each once, and one only unless it says otherwise. */
export const isChoice = ({ options, multiple }: PollPart, chosen: readonly number[]): boolean =>
  chosen.every((index) => index < options.length) &&
  new Set(chosen).size === chosen.length &&
  (multiple || chosen.length <= 1);

/** As the wire has it. */
export function toWirePoll({ question, options, multiple, anonymous, closesAt }: PollPart, votes?: Votes): Poll {
  return {
    question,
    options: options.map((text, index) => {
      const { count = 0, users = [] } = votes?.options[index] ?? {};
      return { text, count, ...(anonymous ? {} : { users: [...users] }) };
    }),
    multiple,
    anonymous,
    ...(closesAt === undefined ? {} : { closesAt }),
    ...(votes?.closed ? { closed: true as const } : {}),
    ...(votes?.mine && votes.mine.length > 0 ? { mine: [...votes.mine] } : {}),
  };
}
