import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RecordKind } from '../../../domain/store-record.ts';

/** The records that carry what each kind of key holds; or, in words, why none does. As docs/redis-keys.md names them, by section. */
const keys: Readonly<Record<string, Readonly<Record<string, readonly RecordKind[] | string>>>> = {
  'Of a conversation': {
    m: ['members'],
    n: 'Derived from members.',
    i: ['invited'],
    s: ['mute'],
    b: ['ban'],
    k: 'Derived from bans.',
    v: ['guest-network', 'guest-sanction', 'invitation'],
    w: 'Slow mode: at worst somebody waits once less.',
    a: 'Derived from who wrote.',
    l: ['message'],
    o: ['message'],
    'n:SEQ': ['message'],
    pi: ['message'],
    'x:SEQ:EMOJI': ['message'],
    'x:SEQ:#N': ['message'],
    pe: 'Derived from polls that are not closed.',
    t9: ['task'],
    h: ['change'],
    g: ['hidden'],
    d: 'Derived from the clientIds of messages that are younger than the window of repeats.',
    e: 'As d.',
    '@UID': 'Derived from whom messages call.',
    '@*': 'Derived from whom messages call.',
    y: ['call'],
    r: 'Derived from who has blocked whom.',
    p: 'Who is online now.',
    f: 'Derived from the files and previews of messages.',
    q: 'Derived from the files of messages.',
    z: ['loose-bytes'],
    t4: ['task'],
    th: ['conversation'],
    tz: ['conversation'],
    tw: 'Derived from references to threads among the parts of messages.',
    fp: 'Between an append and the inbox that it reaches: the next append in the thread says it again.',
    sb: 'Where messages lie: they are carried wherever they do.',
    st: 'As sb.',
    sg: 'As sb.',
    t12: 'As sb.',
    dl: 'A quarter of an hour at most.',
    'zr:SEQ': 'A minute at most.',
    j: ['owed-act'],
    pw: ['push-watcher'],
    tBIT: ['cursor', 'task'],
  },
  'Of a user': {
    u: ['person'],
    i: ['line'],
    g: ['departure'],
    s: ['session'],
    d: ['session'],
    a: ['account'],
    x: ['choices'],
    b: ['block'],
    f: ['second-factor'],
    k: ['passkey'],
    p: ['person'],
    'tBIT:CONVERSATION:EPOCH:SEQ': ['task'],
    j: ['owed-act'],
    t2: ['task'],
    fp: ['upload'],
    fc: ['upload'],
    fr: ['upload'],
    fe: ['upload'],
    fq: ['upload-day'],
    ff: 'Derived from the files of messages.',
    fa: ['shown-file'],
    t4: ['task'],
    t3: ['task'],
    ks: ['kept'],
    kd: ['kept'],
    kl: ['kept'],
    kn: ['kept'],
    kp: ['kept'],
    kg: ['kept'],
    ke: 'Derived from what is kept.',
    t8: ['task'],
    td: 'Of late only: a consumer that has read on does not ask for the same again.',
  },
  'The rest': {
    'name:{u:FOLDED}': ['name'],
    'name:{r:FOLDED}': 'Derived from the names of public rooms.',
    'session:{HASH}': ['session'],
    'challenge:{HASH}': 'Five minutes at most: who is signing in begins anew.',
    'rooms:{rooms}:names': 'Derived from public rooms.',
    'rooms:{rooms}:text': 'Derived from public rooms.',
    'finding:{fN}': 'Derived from the names of people with accounts.',
    'people:{pN}': 'News, which nodes that start do not need.',
    'nodes:{presence}': 'Nodes that live.',
    'nodes:{calls}': 'Nodes that live.',
    'users:{presence}:NODE': 'Who is connected.',
    'due:{T}': ['task'],
    'sweeper:{T}': 'Nodes that live.',
    'installation:{presence}': 'Of these keys.',
    'opening:{presence}': 'Of these keys.',
    'written:{presence}': 'Of these keys.',
    'levels:{presence}': 'Nodes that live.',
    'level:{T}': 'Of these keys.',
    'confirm:{T}': 'Never there.',
    'limit:{SHA-256 of what is counted}': 'Refills by itself.',
    'invitation:{CODE}': ['invitation'],
    'invitations:{presence}': ['invitation'],
    'settings:{presence}': ['setting'],
    'holds:{presence}': ['hold'],
    'founding:{presence}': ['founding'],
    'audit:{audit}:head': ['audit'],
    'audit:{audit}:records': ['audit'],
    'audit:{audit}:ids': ['audit'],
    'audit:{audit}:of:ID': ['audit'],
    'identities:{i:HASH}': ['identity'],
    'once:{o:HASH}': ['once'],
    'reports:{reports}': ['report'],
    'reports:{reports}:all': ['report'],
    'reports:{reports}:of:CONVERSATION': ['report'],
    'reports:{reports}:once': ['report'],
    'reports:{reports}:by': ['report'],
    'owners:{presence}': 'Derived from the roles of people.',
    'address:{a:HASH}': 'Derived from accounts.',
    'mail:{mail}:due': ['mail'],
    'mail:{mail}:letters': ['mail'],
    'mail:{mail}:tries': ['mail'],
    'retention:{T}': 'Nodes that live.',
    'journal:{j:NAME}': 'What nodes have measured, of a day.',
    'leftovers:{T}': 'Nodes that live.',
    'sealer:{T}': 'Nodes that live.',
    'calls:{c:NODE}': 'A channel.',
    'changes:{presence}': 'A channel.',
  },
};

/** The facts of a conversation: fields of the record of the same name, but for these. */
const facts: Readonly<Record<string, string>> = {
  hd: 'Derived from holds.',
  a: 'Derived.',
  co: 'Where messages lie: they are carried wherever they do.',
  cw: 'As co.',
  s: 'The index of repeats begins anew.',
  ti: 'Derived from cursors.',
  tp: 'Nobody was told yet.',
  hi: 'Derived from who has it out of her inbox.',
  mu: 'Derived from mutes.',
};
const factsCarried = ['f', 'v', 'z', 'w', 'rt', 'sj', 'sl', 'e', 'b', 'q', 'k', 'r', 'x', 'l', 'g', 'tm', 'us', 't'];

const page = readFileSync(new URL('../../../../../../docs/redis-keys.md', import.meta.url), 'utf8');

/** The names in the first column of a section's tables. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/^\| (`[^|]*`) \|/gmu)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/gu)].map(([, name = '']) => name),
  );
const sections = new Map(
  page
    .split(/^## /mu)
    .slice(1)
    .map((text) => [/^[^:\n]+/u.exec(text)?.[0] ?? '', text] as const),
);

test('[ARC-2] every kind of key is carried by a record, or it is said why not', () => {
  expect([...sections.keys()]).toEqual(Object.keys(keys));
  for (const [section, known] of Object.entries(keys)) {
    const [head = '', rest = ''] =
      section === 'Of a conversation' ? (sections.get(section) ?? '').split('### The others') : [];
    const names = namesIn(section === 'Of a conversation' ? rest : (sections.get(section) ?? ''));
    expect([...new Set(names)].sort(), section).toEqual(Object.keys(known).sort());
    if (head !== '')
      expect([...new Set(namesIn(head))].sort()).toEqual([...factsCarried, ...Object.keys(facts)].sort());
  }
});
