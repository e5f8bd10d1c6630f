import type { ServerLevel, ServerSettings, User } from '@rookery/protocol';

const levels: readonly ServerLevel[] = ['guest', 'member', 'admin', 'owner'];

type Standing = Pick<User, 'guest' | 'role'>;

/** How high somebody stands on the server: the higher number has power over the lower. */
export const serverRank = ({ guest, role }: Standing): number => levels.indexOf(guest ? 'guest' : (role ?? 'member'));

/** Whether she may make rooms. Until the server has said who may, whoever asks it to will be told. */
export const mayCreateRooms = (me: Standing, server: ServerSettings | undefined): boolean =>
  serverRank(me) >= levels.indexOf(server?.roomCreation ?? 'guest');
