import { signedIn } from '../answer.ts';
import type { Cell, Row } from '../row.ts';

const forAdmins = (ask: (cell: Cell) => object): Row => ({
  ask,
  answer: ({ actor }) => signedIn(actor.kind, actor.kind === 'admin' ? 'ok' : 'forbidden'),
  isPlaceless: true,
});

export const adminRows = {
  'admin:people': forAdmins(() => ({ limit: 1 })),
  'admin:person': forAdmins(({ scene }) => ({ user: scene.bystander.id, deactivated: false })),
} satisfies Record<string, Row>;
