/** What a node answers with. Rejects where it cannot answer: whoever asked hears that, too. */
export type AnswerCall = (question: unknown) => Promise<unknown>;

/**
 * Questions from one node to another, over what both have in common: the store. Nobody else can ask or answer. Questions change nothing:
 * they may be asked again, or be answered after nobody waits any more.
 *
 * - Ordered? No. - Idempotent? As the question is.
 * - If it times out: rejects with `ChatError('unavailable')` after `callMs` at most, at once where the node is not known to live, where its answer is a failure,
 *   or where too much is under way.
 * - Cost: two messages. Both sides have JSON of `callBytes` at most.
 */
export interface NodeCalls {
  /** This node's name. */
  readonly me: string;
  /** The names of the nodes that live, as was known some seconds ago; this one among them once it has joined. Costs nothing. */
  readonly nodes: readonly string[];
  /** From now on it is called too. Once. */
  join(answer: AnswerCall): Promise<void>;
  call(node: string, question: unknown): Promise<unknown>;
  /** Gives its place back. Idempotent. */
  close(): Promise<void>;
}

export const callMs = 800;
export const callBytes = 1_000_000;
