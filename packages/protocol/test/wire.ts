import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import {
  addPasskey,
  addedPasskey,
  askPasskeyOptions,
  changePassword,
  clientEvents,
  confirmTotp,
  createAccount,
  createSession,
  devices,
  errorBody,
  errors,
  handshakeAuth,
  limits,
  oldestProtocolVersion,
  passkeyOptions,
  passkeys,
  proof,
  protocolVersion,
  recoveryCodes,
  serverEvents,
  setUp,
  signInByPasskey,
  signedIn,
  totpSecret,
  totpState,
} from '../src/index.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Sorted keys, and no prose: `description` is a word of JSON Schema only where it holds a string. */
const canonical = (value: Json): Json => {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value as { readonly [key: string]: Json })
    .filter(([key, inner]) => !(typeof inner === 'string' && (key === 'description' || key === '$schema')))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
};

const schemaOf = (schema: z.core.$ZodType): Json => z.toJSONSchema(schema, { io: 'input' }) as Json;
const mapValues = <In>(record: Readonly<Record<string, In>>, change: (value: In) => Json): Json =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Everything that a client in another language depends on. Sentences for people are left out: they may be improved. */
export const wire = (): Json =>
  canonical({
    versions: { protocol: protocolVersion, oldest: oldestProtocolVersion },
    client: mapValues(clientEvents, (event) => ({
      name: event.name,
      request: schemaOf(event.request),
      answer: schemaOf(event.answer),
      shorthand: 'shorthand' in event ? event.shorthand : null,
      mayBeEmpty: 'mayBeEmpty' in event,
    })),
    server: mapValues(serverEvents, (event) => ({ name: event.name, payload: schemaOf(event.payload) })),
    handshake: schemaOf(handshakeAuth),
    accounts: mapValues({ createAccount, createSession, changePassword, setUp, signedIn, devices }, schemaOf),
    secondFactor: mapValues({ totpState, proof, totpSecret, confirmTotp, recoveryCodes }, schemaOf),
    passkeys: mapValues(
      { askPasskeyOptions, passkeyOptions, addPasskey, addedPasskey, passkeys, signInByPasskey },
      schemaOf,
    ),
    errorBody: schemaOf(errorBody),
    errors: mapValues(errors, ({ status, retry }) => ({ status, retry })),
    limits: { ...limits },
  });

export const hashOf = (contract: Json): string => createHash('sha256').update(JSON.stringify(contract)).digest('hex');
