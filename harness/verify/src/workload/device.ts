import type { AnswerOf, ClientEventName, ConversationId, User, UserId } from '@rookery/protocol';
import type { UploadRecord } from '../file-records.ts';
import type { PlannedDevice } from '../plan.ts';

/** `isInBoth`: a reply in a thread, which its parent is to have too. */
export type Writing = { readonly files?: readonly UploadRecord[]; readonly isInBoth?: boolean };

/** One program of one person, connected or not. */
export interface Device {
  readonly plan: PlannedDevice;
  readonly user: User;
  readonly token: string;
  /** One attempt. Throws `ClientError`. */
  ask<Name extends ClientEventName>(name: Name, payload: object): Promise<AnswerOf<Name>>;
  /** Writes; whatever happens, it goes out or is recorded as refused. */
  write(target: ConversationId | { readonly to: UserId }, content: string, how?: Writing): void;
  /** Connected and signed in. */
  readonly isHere: boolean;
  /** What keeps it from being whole: connected, with everything missed read and nothing of its own waiting for long. */
  isMissing(): string | null;
  /** Nothing of its own is on its way. */
  isIdle(): boolean;
  reload(forMs: number): Promise<void>;
  absence(forMs: number): Promise<void>;
  close(): void;
}
