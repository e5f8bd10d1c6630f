import type { NodeCalls } from '../ports/node-calls.ts';

/** Nodes that are asked at most. */
const mostAsked = 100;

/** Asks every other node the same at once; what one of them does not answer in time is left out. `missed`: those nodes. */
export async function askOthers<Answer>(
  calls: NodeCalls | null,
  question: object,
  read: (answer: unknown) => Answer,
): Promise<{ readonly answers: readonly Answer[]; readonly missed: readonly string[] }> {
  const others = calls ? calls.nodes.filter((node) => node !== calls.me).slice(0, mostAsked) : [];
  const asked = await Promise.allSettled(others.map(async (node) => read(await calls?.call(node, question))));
  return {
    answers: asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    missed: others.filter((_node, index) => asked[index]?.status === 'rejected'),
  };
}
