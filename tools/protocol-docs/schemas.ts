import * as z from 'zod/mini';
import { namedShapes } from '@rookery/protocol';
import type { ShapeName } from '@rookery/protocol';
import { fieldProse, shapeProse } from './prose.ts';

/** The part of JSON Schema that the wire uses. */
export type JsonSchema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly 'x-unit'?: 'chars' | 'bytes';
};

const nameOf = new Map<unknown, string>(Object.entries(namedShapes).map(([name, schema]) => [schema, name]));

/** zod's own metadata and, for a named shape, the id that makes it a `$ref`. */
const metadata = {
  get: (schema: z.core.$ZodType) => {
    const known = z.globalRegistry.get(schema);
    const id = nameOf.get(schema);
    return id === undefined ? known : { ...known, id };
  },
  has: (schema: z.core.$ZodType) => nameOf.has(schema) || z.globalRegistry.has(schema),
};

const usedProse = new Set<string>();
/** Prose that no field asked for: a leftover of something renamed. Ask after everything is generated. */
export const unusedProse = (): string[] => Object.keys(fieldProse).filter((key) => !usedProse.has(key));

const proseOf = (owner: string, field: string): string => {
  for (const key of [`${owner}.${field}`, field]) {
    const prose = fieldProse[key];
    if (prose === undefined) continue;
    usedProse.add(key);
    return prose;
  }
  throw new Error(`Nobody has described ${owner}.${field}: add a sentence to tools/protocol-docs/prose.ts.`);
};

/** Points references at the document’s components, and gives every field its sentence. `owner`: where a field is looked up first. */
const described = (schema: JsonSchema, owner: string): JsonSchema => {
  if (schema.$ref !== undefined) return { $ref: schema.$ref.replace('#/definitions/', '#/components/schemas/') };
  const { properties, items, anyOf, oneOf, allOf, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([field, inner]) => {
          const description = proseOf(owner, field);
          const seen = described(inner, `${owner}.${field}`);
          // JSON Schema of AsyncAPI ignores what stands beside a $ref.
          return [field, seen.$ref === undefined ? { ...seen, description } : { allOf: [seen], description }];
        }),
      ),
    }),
    ...(items && { items: described(items, owner) }),
    ...(anyOf && { anyOf: anyOf.map((one) => (one.required && !one.type ? one : described(one, owner))) }),
    ...(oneOf && { oneOf: oneOf.map((one) => (one.required && !one.type ? one : described(one, owner))) }),
    ...(allOf && { allOf: allOf.map((one) => described(one, owner)) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: described(additionalProperties, owner) }),
  };
};

const raw = (schema: z.core.$ZodType): { root: JsonSchema; definitions: Readonly<Record<string, JsonSchema>> } => {
  const made = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    // Only `get` and `has` are asked.
    metadata: metadata as unknown as typeof z.globalRegistry,
  });
  const {
    $schema: _,
    definitions = {},
    ...root
  } = made as JsonSchema & {
    $schema?: string;
    definitions?: Readonly<Record<string, JsonSchema>>;
  };
  return { root, definitions };
};

/** The JSON Schema of a payload or an answer. `owner` names it in the prose: `message:room`, `message:room ack`. */
export const schemaOf = (schema: z.core.$ZodType, owner: string): JsonSchema => described(raw(schema).root, owner);

/** The JSON Schema of a named shape, itself not a reference. */
export const shapeSchema = (name: ShapeName): JsonSchema => {
  const { root, definitions } = raw(namedShapes[name]);
  return { description: shapeProse[name], ...described(definitions[name] ?? root, name) };
};
