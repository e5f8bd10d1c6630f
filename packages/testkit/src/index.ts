export { LossyPipe } from './lossy-pipe.ts';
export { ManualClock, settle } from './manual-clock.ts';
export { ScriptedLog } from './scripted-log.ts';
export { me, other, room, userOf } from './scripted-people.ts';
export { ScriptedServer, fail } from './scripted-server.ts';
export { SeededRandom } from './seeded-random.ts';
export { watchRows, type Watch } from './watch-rows.ts';
