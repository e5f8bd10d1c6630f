import * as z from 'zod';

/** Where a store moves to. Its password is no part of it: this is kept in the store itself, and so in each copy of it. */
const movingTo = z.object({
  /** `host:port` of Redis nodes. */
  nodes: z.array(z.string().max(300)).min(1).max(100),
  username: z.string().max(255),
  /** '' for none. */
  prefix: z.string().max(255),
  /** Null: no TLS. */
  tls: z.nullable(z.object({ caFile: z.string().max(4_096) })),
  /** Where the cluster's server answers over HTTP: whoever still comes to the old one is passed on to it. */
  url: z.string().max(2_000),
});
export type MovingTo = z.infer<typeof movingTo>;

const moveId = z.string().min(8).max(64);

/**
 * What a store is that may be moved away.
 *
 * - `staying`: nothing of the kind. - `copying`: it is served as ever, and somebody reads it. It alone is whole.
 * - `closed`: nothing is written any more. It is whole; whether the other one is, the other's mark says (`ports/opening.ts`).
 * - `moved`: the other one was opened, which alone counts from then on. For good.
 */
const moving = z.discriminatedUnion('state', [
  z.object({ state: z.literal('staying') }),
  z.object({ state: z.literal('copying'), id: moveId, to: movingTo }),
  z.object({ state: z.literal('closed'), id: moveId, to: movingTo }),
  z.object({ state: z.literal('moved'), id: moveId, to: movingTo, at: z.number() }),
]);
export type Moving = z.infer<typeof moving>;

export const staying: Moving = { state: 'staying' };

/** As it was kept; what cannot be read says so, rather than that nothing is the matter. */
export const readMoving = (json: string | undefined): Moving =>
  json === undefined ? staying : moving.parse(JSON.parse(json));

/** `id` names one attempt: what is said of another one moves nothing. */
export const movingStep = z.discriminatedUnion('act', [
  z.object({ act: z.literal('begin'), id: moveId, to: movingTo }),
  z.object({ act: z.literal('close'), id: moveId }),
  z.object({ act: z.literal('stay'), id: moveId }),
  z.object({ act: z.literal('leave'), id: moveId, at: z.number() }),
]);
export type MovingStep = z.infer<typeof movingStep>;

/** What it is after a step, the same object where it was that already; null where it cannot be. A later attempt takes an earlier one's place while nothing is closed. */
export function afterStep(now: Moving, step: MovingStep): Moving | null {
  const isItsOwn = now.state !== 'staying' && now.id === step.id;
  switch (step.act) {
    case 'begin':
      if (now.state === 'staying' || now.state === 'copying') return { state: 'copying', id: step.id, to: step.to };
      return null;
    case 'close':
      if (!isItsOwn || now.state === 'moved') return null;
      return now.state === 'closed' ? now : { ...now, state: 'closed' };
    case 'stay':
      if (now.state === 'staying') return now;
      return isItsOwn && now.state !== 'moved' ? staying : null;
    case 'leave':
      if (!isItsOwn || now.state === 'copying') return null;
      return now.state === 'moved' ? now : { ...now, state: 'moved', at: step.at };
  }
}
