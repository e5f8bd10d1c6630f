/** The protocol's version, and the oldest that a server still accepts. */
export const protocolVersion = 1;
export const oldestProtocolVersion = 1;

/**
 * SHA-256 over the JSON Schemas of every message. A wire change breaks the test that compares it; then decide: compatible
 * (a new optional field or event: put the new hash here and a line into `history`), or a new `protocolVersion`.
 * A hash that was released (docs/releases.json) is never replaced.
 */
export const schemaHash = 'a646dfb6d38f6ddb18a9aea14e9a92a00cd5c3a6f8770d9f8f2c44bb4b442c7b';

export const history: readonly { readonly hash: string; readonly what: string }[] = [
  {
    hash: '2738c35e8c4f33055db70a3e6b7294182e88b26e803646a0887b0a4e676a7f63',
    what: 'Version 1 as first released, in 0.2.0.',
  },
  {
    hash: 'fe0e1707335a7ef54095b33c3a587a8cf8af1c264ea30974b02a1bfa8599b4cb',
    what: '`why` and `by` of a conversation that was lost; `deactivated` of whoever is gone; `people:look` by `username`; `members` and `online` in answers to `sync`; `calledLate` of an inbox line, and `rev` of `read:mark`, which clears it.',
  },
  {
    hash: '4fcf6357a7d8a3baeee082e5d9f027a99a2466e983b370fbfdcb61aad98c4595',
    what: 'Accounts over HTTP: passwords in code points, `agent` of a device, the change of a password, the first owner; `role` of a user.',
  },
  {
    hash: '2c0cd8bcc1358f9f9eb63d86e15cf242dee984ca0ca9dd5f9c57798eb98946eb',
    what: 'The role `moderator`; rights and slow mode of a room’s own; `room:role`, `room:mute`, `room:ban`, `room:unban`, `room:bans`, `room:delete`, `room:rights`; `Entry.mutedUntil` and `Entry.slowModeMs`.',
  },
  {
    hash: '26aa3f66cc13a5aa35d4a1efed029b076f32e7371252ff2d5b66c0b6c2a4836a',
    what: '`profile:set` with `username`.',
  },
  {
    hash: 'f766ad94573a5e3a30206bad08df89cfda111acd726a63d109050f2a1fc91ea9',
    what: '`settings:get`, `settings:set`, `settings:update`, `user:block`; `status` of a user.',
  },
  {
    hash: '0291225adb492459be7305cbaa57eacee02db1381fd2a72e5cb5c8b871218295',
    what: '`audit:list`.',
  },
  {
    hash: '292f81631c19c392f8c14e6fb1b1b116010f7b7891746a4b7a018e233f47cae2',
    what: 'The second factor of accounts: `needs` of an error, `totp` and `recovery` of a sign-in, and its routes.',
  },
  {
    hash: '3ae4d3ec928272b8bd8399b8c31427710d16f5475626409fc7bb0ace242e9ead',
    what: 'Passkeys: their routes, and signing in by one.',
  },
  {
    hash: '4c1fda1de32318ae6b237e391458169c126becfcf90a10acae349d3e48b7195a',
    what: 'Group conversations: `direct:open`, ids `g_…`, the kind `group` of an inbox line with its `users` and `name`.',
  },
  {
    hash: 'bc3a2e836e08484dfa197ee22224848712332ba1c3b5f356bf73c3210de471a8',
    what: '`Room.history`.',
  },
  {
    hash: '325b00a6b9445b513b60a06bd5e039d9f42b749d6fd41a0deec7c8d46c1ae3c7',
    what: '`report:create`, `reports:list`, `report:close`, `reports:update`; the bound of a status’s `until`.',
  },
  {
    hash: '148b8e78fc0d2748ddea0d0f8126388414bc21f469694998dd4ae0db62b62eba',
    what: '`admin:people` and `admin:person`.',
  },
  {
    hash: '3cfbeebe266f07cc1c367938685f4b73316ff36f66ec342aaa858c547b483fbd',
    what: '`admin:settings`, and `server` in `server:hello`; `invite:create`, `invite:list`, `invite:revoke`, `invite:accept`, and `invite` where an account is made.',
  },
  {
    hash: 'f2461a17c48a9ac5616bb51574bbafe649a8266871474357466f8f09e4719d73',
    what: '`admin:storage`.',
  },
  {
    hash: '86ada2a9f420808595eee76d13133183b8b158366deb9cb7269bfe4fe3bd8260',
    what: 'Files: `files` of what is sent, whose `content` may then be empty; `files:list`.',
  },
  {
    hash: '7501ba4c31409e9d4818f3502b8ff818cfa6b23ee85b5a8907808a652e6a23dc',
    what: '`fileBytes`, `guestFileBytes`, `dayFileBytes` and `guestDayFileBytes` of `admin:settings`.',
  },
  {
    hash: '45bf0c93d37f0b49cac41d2cc65479a19e34395ebc5a188893726cfcb246718c',
    what: '`User.avatar` and `avatar` of `profile:set`; `Room.picture` and `picture` of `room:edit`; `avatar` of a message’s author.',
  },
  {
    hash: 'aadc60d424ab00b0c87fe6fde361a60b53b22d58e2805fe42144d1e0ce6e8234',
    what: '`alt` and `waveform` of a file; `files:describe`.',
  },
  {
    hash: '0c69d604c3333578381f59aac6b133482f795e767373dae71462af379b85be97',
    what: 'Previews of links: `message:links`, `linkPreviews` of a person’s and the server’s settings.',
  },
  {
    hash: 'b8ef41405b5217a7b03bf2ac377f0d69bf8b4e8fc39d57c142bcd88866d6a626',
    what: '`search:messages`.',
  },
  {
    hash: '040e4052e80db3550ccf3b238fbacc67033de84ac86d212ee2276e059f9dc8f2',
    what: 'What is kept: `pin:set`, `pins:list`, `message:edits`, `saved:…`, `draft:…`, `drafts:list`, `later:…`, `poll:…`, `receipts:…`, `notify:set`; `notify` of an inbox line and of settings.',
  },
  {
    hash: 'c3a6bcb28cde05820a9264ac48a78f3ff9e2ab34b90295ea11b3b85dd08a8284',
    what: 'Threads: ids `t_…`, `thread:open`, `thread:close`, `thread:follow`, `thread:update`, `Message.thread`, `alsoInParent`, the kind `thread` of an inbox line with its `root`, `mark`.',
  },
  {
    hash: '7eb9864822840febd8e5c797ab14655d62369704ee6d51a0ae610264d30cc490',
    what: 'Web Push: `push:add`, `push:remove`, `push` of `server:hello`, `pushWords` of settings.',
  },
  {
    hash: '9ced3880e55abed2eb78c276fb9bdf8cf16167e8aea28a1e99e26418ef72c065',
    what: '`mailDigest` of a person’s settings.',
  },
  {
    hash: '9822a91239c830a61249357e27d3992f4ad398ec4463a5d3ac800a182806da3d',
    what: '`forward` of `message:room` and `message:private`, `Message.forwarded`.',
  },
  {
    hash: '50e9a0e15615f6a94be184bd0a61e03bcdf4e68a1c07a9e203cc1936045b7553',
    what: '`@all`: `Message.all`, `Change.all` of an edit.',
  },
  {
    hash: '8177cba65d6e1d8337a7b357c4dbab70b053f52bca934498cb425bcadc1f2a26',
    what: 'Retention: `retentionDays` and `retentionMessages` of rooms and of the server, `hold:set`, `hold:list`, `conversation:trimmed`.',
  },
  {
    hash: '727cd8f94430069acc5bd55a8c039bdd4d974c4d23b39b933b6343847719a9e6',
    what: '`message:trace`, `admin:ops`.',
  },
  {
    hash: '3be86198aeb9dcdcc10ccb91be9db04992ef7fdace37b45b06c2eb1d2c0d8dfc',
    what: '`Report.message.content` may be empty, and as long as what the message forwarded makes it.',
  },
  {
    hash: '165e123cdadd3c89cd8bfb63a08b3939994a1ff7d83df0af5129dde628bf306e',
    what: '`createdBy` of a room.',
  },
  {
    hash: 'a0bfc3520f64defe739c8e154deca83f481bb22969d22b747af4294921b4d70b',
    what: '`OpsShard.isSilent`: a master that does not answer is told of.',
  },
  {
    hash: 'ce8f0f5c5d50dacf7f5d1104f2e2f5606ed99239677181fbee0989013f014cb3',
    what: '`silent` of `message:room`, `message:private`, `later:add` and `Later`, `Message.silent`: nobody is told of it.',
  },
  {
    hash: '3da1bafc04a79cbe3c060f9aed36891336e4e25b9d8ad7405c49d927c0fa71b4',
    what: '`Entry.invitedBy`: who invites.',
  },
  {
    hash: '39a4b15fd190ea77753faf83872e3a840dad7d942f23fed9855fe5b709662d27',
    what: '`user` of `hold:set`, in the place of `conversation`; `people` of `hold:list`.',
  },
  {
    hash: '5040bb5508fdc057a7be3908c9f32ff6c4acd7c711128c915389c390e39be4e2',
    what: '`findEverybody` of the server’s settings: `people:look` with `query` finds everybody.',
  },
  {
    hash: 'a646dfb6d38f6ddb18a9aea14e9a92a00cd5c3a6f8770d9f8f2c44bb4b442c7b',
    what: '`rev` of a draft and of the answer to `draft:set`; `gone` of `drafts:list`: what was sent or emptied.',
  },
];
