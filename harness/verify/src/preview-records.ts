import type { ConversationId, FileId, UserId } from '@rookery/protocol';

/** A message that links to a page of ours. */
export type PreviewRecord = {
  readonly device: string;
  readonly conversation: ConversationId;
  readonly seq: number;
  /** The address that must stand below it in the end, or `nothing`; null where an act had no answer. */
  expected: string | null;
  /** So many changes of its previews are told at most: one for each thing that may stand below it. */
  readonly mostChanges: number;
  /** When it was acknowledged that its previews are taken away for good. */
  takenAwayAt: number | null;
  /** What stands below it in the end. */
  found: string | null;
  /** Whether its page was asked for: one that answers too late has no preview, and is not asked again. */
  wasAsked: boolean;
};

/** A picture that stands, or stood, for somebody. `ackedAt` null: the outcome is unknown. */
export type FaceRecord = {
  readonly device: string;
  readonly user: UserId;
  readonly id: FileId;
  readonly askedAt: number;
  ackedAt: number | null;
  /** What others were answered in the end who asked for it: somebody with a session, and nobody. */
  found: { readonly member: number; readonly nobody: number } | null;
};
