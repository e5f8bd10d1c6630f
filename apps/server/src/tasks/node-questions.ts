import * as z from 'zod';
import type { AnswerCall } from '../ports/node-calls.ts';

const ofKind = z.looseObject({ kind: z.string() });

/** What other nodes ask this one, by kind. What no part of it knows, because a later version asks, is refused. */
export class NodeQuestions {
  readonly #answers = new Map<string, AnswerCall>();

  on(kinds: readonly string[], answer: AnswerCall): void {
    for (const kind of kinds) this.#answers.set(kind, answer);
  }

  async answer(question: unknown): Promise<unknown> {
    const { kind } = ofKind.parse(question);
    const answer = this.#answers.get(kind);
    if (!answer) throw new Error(`nobody here answers ${kind.slice(0, 40)}`);
    return answer(question);
  }
}
