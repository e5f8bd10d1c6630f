import { errors } from '@rookery/protocol';
import type { ErrorCode } from '@rookery/protocol';
import { everyoneLeaves, freshName } from '@rookery/testkit/person';
import type { Answer } from '@rookery/testkit/person';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from './answer.ts';
import { actorKinds, isHidden, placeKinds, standingOf } from './cast.ts';
import type { ActorKind } from './cast.ts';
import type { Cell, Row } from './row.ts';
import { rows } from './rows.ts';
import { routeRows } from './rows/routes.ts';
import { Scene } from './scene.ts';
import type { Ground } from './scene.ts';

/** As it came: nobody may tell from any part of it what is there. */
type Came = { readonly status: number; readonly headers: string; readonly text: string; readonly answer: Answer };

/** Every cell, over both ways in. All that is wrong in a place is told at once. */
export function describeMatrix(where: string, ground: () => Promise<Ground>): void {
  describe(`who may do what ${where}`, () => {
    let scene: Scene;
    beforeAll(async () => {
      scene = new Scene(await ground());
      await scene.open();
    });
    afterAll(everyoneLeaves);

    test.each(placeKinds)('[SEC-2, ROOM-4] every event, whoever asks, in a %s', async (kind) => {
      const wrong: string[] = [];
      const asks = async (actor: ActorKind): Promise<void> => {
        for (const [event, some] of Object.entries(rows))
          for (const row of [some].flat() as Row[]) {
            if (row.isPlaceless && kind !== placeKinds[0]) continue;
            for (const way of [overHttp, overSocket]) {
              // Anew each time: to undo an act may be to make the place anew.
              const cell = { actor: scene.actor(actor), place: scene.place(kind, actor), scene };
              for (const fault of await tried(event, row, cell, way))
                wrong.push(`${event} ${row.of ?? ''} by ${actor} in ${kind}, ${way.name}: ${fault}`);
            }
          }
      };
      const isInside = (actor: ActorKind): boolean => !['nobody', 'outside'].includes(standingOf(actor, kind));
      const before = await scene.stateOf(kind);
      // They change nothing for each other.
      await Promise.all(actorKinds.filter((actor) => !isInside(actor)).map(asks));
      expect(await scene.stateOf(kind), 'what was refused has left nothing').toEqual(before);
      for (const actor of actorKinds.filter(isInside)) await asks(actor);
      expect(wrong).toEqual([]);
    });

    test('[SEC-2] every route of accounts and sessions, whoever asks', async () => {
      const wrong: string[] = [];
      for (const kind of actorKinds)
        for (const [route, row] of Object.entries(routeRows)) {
          const cell = { actor: scene.actor(kind), scene };
          const token = row.endsSession ? await scene.anotherToken(cell.actor) : cell.actor.token;
          const [method = ''] = route.split(' ');
          const came = await send(scene.ground.here, method, row.path(cell), row.body?.(cell), token);
          const fault = faultOf(came, row.answer(cell.actor));
          if (fault !== null) wrong.push(`${route} by ${kind}: ${fault}`);
        }
      expect(wrong).toEqual([]);
    });
  });
}

type Way = (event: string, payload: unknown, cell: Cell, token: string | null) => Promise<Came | null>;

const overHttp: Way = (event, payload, { scene }, token) =>
  send(scene.ground.here, 'POST', `call/${event}`, payload, token);

/** Null where there is no socket: its handshake is refused. */
const overSocket: Way = async (event, payload, { actor }) => {
  if (!actor.socket) return null;
  const answer = await actor.socket.ask(event, ...(payload === undefined ? [] : [payload]));
  return { status: 0, headers: '', text: JSON.stringify(answer), answer };
};

/** What is wrong with a cell. */
async function tried(event: string, row: Row, cell: Cell, way: Way): Promise<readonly string[]> {
  if (row.isOverHttpOnly && way === overSocket) return [];
  const { actor, place, scene } = cell;
  const expected = row.answer(cell);
  const token = row.endsSession ? await scene.anotherToken(actor) : actor.token;
  const payload = row.ask(cell);
  const came = await way(event, payload, cell, token);
  if (came === null) return [];
  const isElsewhere = way === overHttp && ofConnection.has(event) && (token === null || expected !== 'unauthorized');
  const fault = faultOf(came, isElsewhere ? 'bad_request' : expected);
  if (fault !== null) return [`${JSON.stringify(payload)}: ${fault}`];
  const faults: string[] = [];
  if (came.answer.ok) {
    const wrong = row.wrong?.(came.answer, cell) ?? null;
    if (wrong !== null) faults.push(wrong);
    await row.undo?.(cell, came.answer);
  }
  // To whoever may not know that it exists it is answered as what does not, to the byte.
  const isTold = row.isPlaceless || row.mayTell?.(cell);
  if (!isTold && isHidden(place.kind) && standingOf(actor.kind, place.kind) === 'outside') {
    const ghost = { id: `${place.id.slice(0, 2)}${'x'.repeat(place.id.length - 2)}`, name: freshName('none') };
    const none = await way(event, row.ask({ ...cell, place: { ...place, ...ghost } }), cell, token);
    const [one, other] = [
      `${came.headers} ${came.text.replaceAll(place.id, ghost.id)}`,
      `${none?.headers} ${none?.text}`,
    ];
    if (one !== other) faults.push(`${one}, but of what does not exist ${other}`);
  }
  return faults;
}

const ofConnection: ReadonlySet<string> = new Set([
  'sync',
  'typing:set',
  'presence:watch',
  'thread:open',
  'thread:close',
]);

function faultOf({ status, answer, text }: Came, expected: Verdict): string | null {
  const said: Verdict = answer.ok ? 'ok' : (answer['error'].code as ErrorCode);
  if (said !== expected) return `${said} and not ${expected}: ${text.slice(0, 300)}`;
  const isRight = status === 0 || (said === 'ok' ? status < 300 : status === errors[said].status);
  return isRight ? null : `${said} has the status ${status}`;
}

/** Of each header that may tell something. */
const untold: ReadonlySet<string> = new Set(['date']);

async function send(url: string, method: string, path: string, body: unknown, token: string | null): Promise<Came> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const headers = JSON.stringify([...response.headers].filter(([name]) => !untold.has(name)));
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const answer = isJson ? (JSON.parse(text) as Answer) : { ok: response.ok };
  return { status: response.status, headers, text, answer };
}
