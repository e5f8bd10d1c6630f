import type { AnswerOf, ClientEventName, ConversationId, User, UserId } from '@rookery/protocol';
import type { PlannedDevice } from '../plan.ts';

/** One program of one person, connected or not. */
export interface Device {
  readonly plan: PlannedDevice;
  readonly user: User;
  readonly token: string;
  /** One attempt. Throws `ClientError`. */
  ask<Name extends ClientEventName>(name: Name, payload: object): Promise<AnswerOf<Name>>;
  /** Writes; whatever happens, it goes out or is recorded as refused. */
  write(target: ConversationId | { readonly to: UserId }, content: string): void;
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
