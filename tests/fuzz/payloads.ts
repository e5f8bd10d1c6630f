import { clientEvents } from '@rookery/protocol';
import type { ClientEventName } from '@rookery/protocol';
import type { SeededRandom } from '@rookery/testkit';
import * as z from 'zod';
import { hostileJson, hostileTexts, hostileValues } from './hostile.ts';
import type { Pool } from './pool.ts';

/** As much of JSON Schema as ours use. */
type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Of an id: begins with its prefixes. */
  readonly pattern?: string;
};

const letters = [...'abcdefghijklmnopqrstuvwxyzABC0123456789'];
/** What most often is refused beside the others of a request, or where nothing is known to fit. */
const rarely: ReadonlySet<string> = new Set([
  'cursor',
  'replyTo',
  'before',
  'after',
  'around',
  'history',
  'expiresInMs',
  'alsoInParent',
  'files',
  'forward',
  'closesAt',
  'remindAt',
]);
const emoji = ['👍', '🎉', '❤️', '🇩🇪', '👩‍👩‍👧', '1️⃣'];

/** Makes requests from the schemas of the wire: right ones, ones at the limits, and wrong ones. All of them as JSON. */
export class Payloads {
  readonly #random: SeededRandom;
  readonly #pool: Pool;
  readonly #schemas = new Map<z.core.$ZodType, Schema>();

  constructor(random: SeededRandom, pool: Pool) {
    this.#random = random;
    this.#pool = pool;
  }

  /** Of an event; undefined: none at all. */
  ofEvent(event: ClientEventName): string | undefined {
    if (this.#random.chance(0.02)) return undefined;
    return this.of(clientEvents[event].request);
  }

  /** What fits the schema, two times of three; else something of it is wrong. */
  of(schema: z.core.$ZodType): string {
    const random = this.#random;
    if (random.chance(0.04)) return random.pick(hostileJson);
    const value = this.#value(this.#schemaOf(schema), '');
    if (random.chance(0.75) || typeof value !== 'object' || value === null) return JSON.stringify(value);
    return this.#spoilt(value as Record<string, unknown>);
  }

  #schemaOf(schema: z.core.$ZodType): Schema {
    const known = this.#schemas.get(schema) ?? (z.toJSONSchema(schema, { io: 'input' }) as Schema);
    this.#schemas.set(schema, known);
    return known;
  }

  #spoilt(value: Record<string, unknown>): string {
    const random = this.#random;
    const fields = Object.keys(value);
    const field = fields.length === 0 ? 'room' : random.pick(fields);
    switch (random.between(0, 5)) {
      case 0:
        delete value[field];
        break;
      case 1:
        value[random.pick(['from', 'role', 'ok', 'toJSON', 'conversation', 'room', 'to', 'seq'])] = this.#hostile();
        break;
      case 2:
        return `{"__proto__":{"room":"x","role":"owner"},"constructor":null${fields.length > 0 ? ',' : ''}${JSON.stringify(value).slice(1)}`;
      case 3:
        return `[${JSON.stringify(value)}]`;
      default:
        value[field] = this.#hostile();
    }
    return JSON.stringify(value);
  }

  #hostile(): unknown {
    return this.#random.pick(this.#random.chance(0.6) ? hostileTexts : hostileValues);
  }

  #value(schema: Schema, field: string): unknown {
    const random = this.#random;
    const known = random.chance(0.94) ? this.#pool.for(field) : undefined;
    if (known !== undefined && schema.type === (typeof known === 'number' ? 'integer' : 'string')) return known;
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return random.pick(schema.enum);
    if (schema.type === undefined && schema.anyOf) return this.#value(random.pick(schema.anyOf), field);
    switch (schema.type) {
      case 'string':
        return this.#text(schema, field);
      case 'integer':
      case 'number':
        return this.#number(schema);
      case 'boolean':
        return random.chance(0.5);
      case 'array': {
        const length = random.chance(0.05) ? 40 : random.between(0, 3);
        return Array.from({ length }, () => this.#value(schema.items ?? {}, field));
      }
      case 'object':
        return this.#object(schema);
      default:
        return null;
    }
  }

  #object(schema: Schema): Record<string, unknown> {
    const random = this.#random;
    const made: Record<string, unknown> = {};
    if (schema.propertyNames && typeof schema.additionalProperties === 'object')
      for (let count = random.between(0, 3); count > 0; count -= 1)
        made[String(this.#value(schema.propertyNames, ''))] = this.#value(schema.additionalProperties, '');
    const properties = Object.entries(schema.properties ?? {});
    const groups = [schema.oneOf, schema.anyOf].flatMap((group) => (group ? [group] : []));
    // Of fields that stand for each other one is chosen, of others some.
    const chosen = groups.flatMap((group) => random.pick(group).required ?? []);
    const grouped = new Set((schema.oneOf ?? []).flatMap(({ required = [] }) => required));
    for (const [name, property] of properties) {
      const isWanted = schema.required?.includes(name) || chosen.includes(name);
      if (isWanted || (!grouped.has(name) && random.chance(rarely.has(name) ? 0.06 : 0.35)))
        made[name] = this.#value(property, name);
    }
    return made;
  }

  #text({ minLength = 0, maxLength = 40, pattern }: Schema, field: string): string {
    const random = this.#random;
    if (field === 'emoji') return random.pick(emoji);
    if (random.chance(0.03)) return random.pick(hostileTexts);
    const length = random.chance(0.03)
      ? random.pick([minLength, maxLength, maxLength + 1, Math.max(0, minLength - 1)])
      : random.between(Math.max(1, minLength), Math.min(maxLength, 20));
    const text = Array.from({ length: Math.min(length, 9_000) }, () => random.pick(letters)).join('');
    if (field === 'clientId') this.#pool.add('clientId', text);
    const prefix = /^\^\[?([a-z]+)\]?_/.exec(pattern ?? '')?.[1];
    return prefix === undefined ? text : `${random.pick([...prefix])}_${text}`;
  }

  #number({ minimum = -1_000_000, maximum = 1_000_000 }: Schema): number {
    const random = this.#random;
    if (random.chance(0.08)) return random.pick([minimum, maximum, minimum - 1, maximum + 1]);
    return random.between(minimum, Math.min(maximum, minimum + 60));
  }
}
