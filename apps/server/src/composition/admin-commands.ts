import { serverSettings } from '@rookery/protocol';
import { checkActs, exportActs } from '../app/audit-export.ts';
import { endFactor } from '../app/end-factor.ts';
import { makeOwner } from '../app/make-owner.ts';
import { offerPasswordLink } from '../app/password-link.ts';
import type { Config } from '../config/env.ts';
import { systemClock } from '../domain/clock.ts';
import { levelOf } from '../domain/data-levels.ts';
import { newWord } from '../domain/new-id.ts';
import { taskKey } from '../domain/task.ts';
import type { Task } from '../domain/task.ts';
import { dropTask } from '../app/drop-task.ts';
import { changeSettings } from '../app/set-settings.ts';
import { StartupError } from '../domain/startup-error.ts';
import type { Store } from '../ports/store.ts';
import { SetupLink } from './setup-link.ts';

type Shell = { readonly store: Store; readonly config: Config; write(text: string): void };

/** What whoever runs the server may ask for from the shell. `words`: what is given besides the name. Resolves with false where it found what should not be. */
type AdminCommand = {
  readonly words: readonly string[];
  readonly about: string;
  readonly run: (shell: Shell, ...given: readonly string[]) => Promise<boolean>;
};

const adminCommands: Readonly<Record<string, AdminCommand>> = {
  owner: {
    words: ['USERNAME'],
    about: 'makes the account of that name an owner of this server',
    run: async ({ store, config, write }, name = '') => {
      const owner = await makeOwner(store, name);
      new SetupLink(config).withdraw();
      write(`${owner.username} is an owner of this server.\n`);
      return true;
    },
  },
  'password-link': {
    words: ['USERNAME'],
    about: 'prints a link by which that account’s password is set, once, within a day',
    run: async ({ store, write }, name = '') => {
      const holder = await store.people.holderOf(name);
      if (!holder) throw new StartupError('Nobody has this username.');
      await store.audit.record({
        ...{ id: newWord(), at: Math.floor(systemClock.now()), by: null },
        ...{ act: 'shell:password-link', user: holder },
      });
      const token = await offerPasswordLink({ ...store, clock: systemClock }, holder);
      if (token === null) throw new StartupError('This is the username of a guest, or of somebody who is deactivated.');
      write(`/password#${token}\nPut the address of your server before it, and give it to nobody else.\n`);
      return true;
    },
  },
  'codes-off': {
    words: ['USERNAME'],
    about: 'lets somebody sign in without a code who has lost her app and her recovery codes',
    run: async ({ store, write }, name = '') => {
      const user = await endFactor({ ...store, clock: systemClock }, name);
      write(`${user.username} signs in by her password alone.\n`);
      return true;
    },
  },
  registration: {
    words: ['open|invite|closed'],
    about: 'says who may make an account: everybody, who is invited by an admin, nobody',
    run: async ({ store, write }, given = '') => {
      const registration = serverSettings.shape.registration.safeParse(given);
      if (!registration.success) throw new StartupError('Registration is open, invite or closed.');
      const ports = { keptSettings: store.settings, audit: store.audit, clock: systemClock };
      await changeSettings(ports, null, { registration: registration.data });
      write(`Registration is ${given} now.\n`);
      return true;
    },
  },
  level: {
    words: [],
    about: 'says of which level what is kept is, and what the nodes that run know',
    run: async ({ store: { level }, write }) => {
      const nodes = await level.nodes();
      write(`Level ${level.current}; this version knows levels up to ${level.newest}.\n`);
      for (const { node, knows } of nodes) write(`  ${node} knows levels up to ${knows}.\n`);
      const waiting = Object.entries(levelOf).filter(([, needed]) => needed > level.current);
      if (waiting.length > 0)
        write(
          `Nodes of the version before can serve this beside nodes of this one; ${waiting.map(([what]) => what).join(' and ')} wait until it is raised. After that there is no way back to the version before: npm run admin -- raise-level ${level.newest}\n`,
        );
      return true;
    },
  },
  'raise-level': {
    words: ['LEVEL'],
    about: 'lets all that this version writes be written, which no version before reads: there is no way back',
    run: async ({ store: { level, audit }, write }, given = '') => {
      if (given !== String(level.newest))
        throw new StartupError(`This version raises the level to ${level.newest}, and to no other.`);
      const before = level.current;
      const outcome = await level.raise();
      if (outcome.status === 'behind')
        throw new StartupError(
          `Nothing was raised: ${outcome.nodes.map(({ node }) => node).join(', ')} would not know level ${level.newest}. Upgrade all nodes first; one that was killed counts for ten seconds more.`,
        );
      if (outcome.status === 'already') {
        write(`It is of level ${level.current} already.\n`);
        return true;
      }
      await audit.record({
        ...{ id: newWord(), at: Math.floor(systemClock.now()), by: null, act: 'shell:raise-level' },
        ...{ before: { level: before }, after: { level: level.newest } },
      });
      write(
        `Level ${level.newest}. From now on no version before this one can serve what is kept: the way back is a backup.\n`,
      );
      return true;
    },
  },
  tasks: {
    words: [],
    about: 'lists what waits for somebody to look, with its reason: tasks that failed too often, or were overdue',
    run: async ({ store: { tasks }, write }) => {
      const parked = (await tasks.parked(mostParked)).toSorted((one, other) => one.parkedAt - other.parkedAt);
      for (const { task, reason, failures, parkedAt } of parked)
        write(
          `${nameOf(task)}  since ${new Date(parkedAt).toISOString()}, failed ${failures} ${failures === 1 ? 'time' : 'times'}: ${reason}\n`,
        );
      write(
        parked.length === 0
          ? 'No task waits for somebody to look.\n'
          : 'Once the reason is gone: npm run admin -- revive-task NAME, or ALL. What is not to be done: npm run admin -- drop-task NAME.\n',
      );
      return true;
    },
  },
  'revive-task': {
    words: ['NAME|ALL'],
    about: 'has what `tasks` lists tried again, at once',
    run: async ({ store: { tasks }, write }, name = '') => {
      const chosen = await chosenOf(tasks, name);
      let revived = 0;
      for (const task of chosen) if (await tasks.revive(task)) revived += 1;
      write(`${revived} ${revived === 1 ? 'task is' : 'tasks are'} tried again.\n`);
      return true;
    },
  },
  'drop-task': {
    words: ['NAME'],
    about: 'gives up one that `tasks` lists: what it was for is not done',
    run: async ({ store, write }, name = '') => {
      const [task] = name === everyTask ? [] : await chosenOf(store.tasks, name);
      if (!task) throw new StartupError('Give up one at a time, by its name.');
      const outcome = await dropTask(store, task);
      if (outcome === 'owed')
        throw new StartupError(
          'What one part of the store owes another cannot be given up: mend its reason and revive it.',
        );
      if (outcome === 'taken') throw new StartupError('A node has taken it up meanwhile: it is tried again after all.');
      write('It is given up.\n');
      return true;
    },
  },
  'repair-files': {
    words: [],
    about: 'looks for files that messages hold and that are not found (404), as after a move by 0.7.0, and mends them',
    run: async ({ store: { files }, write }) => {
      const found = await files.mendPlaces();
      write(
        found.mended === 0
          ? `Messages hold ${found.files} files: all of them are found.\n`
          : `Messages hold ${found.files} files: ${found.mended} were not found, and are found now.\n`,
      );
      return true;
    },
  },
  'audit-export': {
    words: [],
    about: 'writes the log of acts of power, a line of JSON a record',
    run: async ({ store, write }) => {
      await exportActs(store, write);
      return true;
    },
  },
  'audit-check': {
    words: [],
    about: 'says whether a record of that log was changed, moved or taken away',
    run: async ({ store, write }) => {
      const { records, faults } = await checkActs(store);
      for (const { what } of faults) write(`${what}\n`);
      if (faults.length === 0) write(`The log is whole: ${records} records.\n`);
      return faults.length === 0;
    },
  },
};

/** Parked tasks that are listed at once. */
const mostParked = 1_000;
const everyTask = 'ALL';

/** As one word for a shell. */
const nameOf = (task: Task): string => taskKey(task).replaceAll(' ', '/');

/** Those that are parked and have the name. Throws `StartupError` where none has. */
async function chosenOf(tasks: Store['tasks'], name: string): Promise<readonly Task[]> {
  const parked = (await tasks.parked(mostParked)).map(({ task }) => task);
  if (name === everyTask) return parked;
  const found = parked.filter((task) => nameOf(task) === name);
  if (found.length === 0) throw new StartupError('No parked task has this name: npm run admin -- tasks lists them.');
  return found;
}

/** All commands, a line each. */
export const adminUsage = Object.entries(adminCommands)
  .map(([name, { words, about }]) => `  npm run admin -- ${[name, ...words].join(' ')}: ${about}.\n`)
  .join('');

/** The command that the words ask for. Throws `StartupError` where they ask for none. */
export function adminCommand(words: readonly string[]): (shell: Shell) => Promise<boolean> {
  const [name = '', ...given] = words;
  const command = Object.hasOwn(adminCommands, name) ? adminCommands[name] : undefined;
  if (!command || given.length !== command.words.length) throw new StartupError(`Say what to do:\n${adminUsage}`);
  return (shell) => command.run(shell, ...given);
}
