import * as z from 'zod';
import { type Operation, operation, ServiceError } from './aws-json.ts';
import type { StoredValues } from './stored-values.ts';

const GetParameter = z.object({ Name: z.string().min(1), WithDecryption: z.boolean().optional() });
const PutParameter = z.object({
  Name: z.string().min(1),
  Value: z.string().min(1).max(8_192),
  Type: z.enum(['String', 'SecureString']),
  Overwrite: z.literal(true),
  Tier: z.literal('Intelligent-Tiering').optional(),
});
const Stored = z.object({ value: z.string(), version: z.int() });

/** Parameters that were written on this machine, and their store. */
export interface WrittenParameters {
  readonly values: Map<string, z.infer<typeof Stored>>;
  readonly stored: StoredValues;
}

/** Reads the stored parameters. */
export async function writtenParameters(stored: StoredValues): Promise<WrittenParameters> {
  const all = await stored.all();
  return { values: new Map(all.map(([file, value]) => [decodeURIComponent(file), Stored.parse(value)])), stored };
}

/**
 * The operations of Systems Manager that functions and operators call.
 * @param given read-only values by name
 * @param written the writable parameters; without it every write is refused
 */
export function parameterStore(
  given: Readonly<Record<string, string>>,
  written?: WrittenParameters,
): Record<string, Operation> {
  const parameter = (name: string) =>
    Object.hasOwn(given, name) ? { value: given[name], version: 1 } : written?.values.get(name);
  const get = operation(GetParameter, ({ Name }) => {
    const found = parameter(Name);
    if (!found) throw new ServiceError('ParameterNotFound', `there is no parameter ${Name}`);
    return {
      Parameter: { Name, Type: 'SecureString', Value: found.value, Version: found.version, DataType: 'text' },
    };
  });
  if (!written) return { 'AmazonSSM.GetParameter': get };
  const write = operation(PutParameter, async ({ Name, Value }) => {
    if (Object.hasOwn(given, Name)) throw new ServiceError('AccessDeniedException', `${Name} is given by the start`);
    const put = { value: Value, version: (written.values.get(Name)?.version ?? 0) + 1 };
    written.values.set(Name, put);
    await written.stored.put(encodeURIComponent(Name), put);
    return { Version: put.version, Tier: 'Standard' };
  });
  return { 'AmazonSSM.GetParameter': get, 'AmazonSSM.PutParameter': write };
}
