/** Writes the tables in docs/operations/rights.md from the server's table of rights; `--check` writes nothing and fails where they are stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { levels, rights, rightsTable } from '@rookery/protocol';
import type { ClientEventName, Level, Right } from '@rookery/protocol';
import { operations } from '../apps/server/src/app/operations.ts';
import { crowdMembers, heldRights, listRights, mutedRights, placeRights } from '../apps/server/src/domain/rights.ts';

const file = 'docs/operations/rights.md';

const covers: Readonly<Record<Right, string>> = {
  read: 'history, live events, the list of members; every member has it',
  post: 'messages in the room; an announcement room gives it to `moderator`',
  reply: 'messages in threads (kept for a later version)',
  react: 'reactions',
  attach: 'files (kept for a later version)',
  mention_all: `\`@all\`, which calls everybody there; in rooms of more than ${crowdMembers} members from \`moderator\` on`,
  invite: 'invitations to a private room; a public one has none',
  pin: 'pinned messages (kept for a later version)',
  edit_room:
    'name, topic, slow mode, and rights that belong to roles below one’s own, before and after; an owner changes any',
  delete_any: 'others’ messages, of people of lower roles',
  mute: 'mutes of people of lower roles; exempt from slow mode',
  remove: 'ends the membership of people of lower roles',
  ban: 'keeps people of lower roles out; the list of bans',
  roles: 'gives and takes roles; whoever is no owner only those below their own',
  delete_room: 'ends the room for everybody; takes an archive of it (`GET /api/v1/rooms/{id}/export`)',
};

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const requestsOf = (right: Right): string =>
  (Object.keys(operations) as ClientEventName[])
    .filter((name) => operations[name].right === right)
    .map((name) => `\`${name}\``)
    .join(', ');
const has = (place: 'public' | 'private', level: Level, right: Right): string =>
  listRights(heldRights(place, level)).includes(right) ? '✓' : '';

const text = `# Who may do what

This page is made by \`node tools/rights-docs.ts\` from the table that the server itself works by (\`packages/protocol/src/rights-table.ts\`, \`apps/server/src/domain/rights.ts\`).

In a room somebody is \`owner\`, \`moderator\` or \`member\`. Whoever makes a room is its owner. A plain member without an account counts as \`guest\` below.
A right belongs to the role named for it and to all above. A room may name another one for each but \`read\`: \`room:edit { rights: { post: 'moderator' } }\` makes
it an announcement room, \`{ post: null }\` takes that back.

${row('right', 'usually from', 'covers', 'requests that need it')}
${row('---', '---', '---', '---')}
${rights.map((right) => row(`\`${right}\``, `\`${rightsTable[right]}\``, covers[right], requestsOf(right))).join('\n')}

In a room without rights of its own:

${row('right', ...levels.map((level) => `\`${level}\``))}
${row('---', ...levels.map(() => '---'))}
${rights.map((right) => row(`\`${right}\``, ...levels.map((level) => has('private', level, right)))).join('\n')}

- In a public room nobody holds ${listRights(placeRights.private)
  .filter((right) => !listRights(placeRights.public).includes(right))
  .map((right) => `\`${right}\``)
  .join(', ')}: whoever wants to come in joins.
- In a direct conversation both hold ${listRights(placeRights.direct)
  .map((right) => `\`${right}\``)
  .join(
    ', ',
  )}, and nobody anything else. In a group all hold \`mention_all\` besides; each of them may name it, and its people never change.
- Who is muted loses ${listRights(mutedRights)
  .map((right) => `\`${right}\``)
  .join(', ')} until the mute ends: also when leaving and coming back, on every node from the next request on.
- Acts against people (\`delete_any\`, \`mute\`, \`remove\`, \`ban\`) are for those who stand higher than the one concerned: owner above moderator above member.
- A room that has members has an owner. With the last owner’s leaving the moderator who joined first becomes one, else the member with an account who joined first, else the guest.
  The last owner cannot step down, and nobody without an account is made a moderator or owner.
- \`Entry.rights\` tells each client what its user may do; \`room:rights\` tells it when that changes. No client computes it.
`;

if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is stale: run node tools/rights-docs.ts.`);
    process.exit(1);
  }
} else writeFileSync(file, text);
