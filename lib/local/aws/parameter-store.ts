import * as z from 'zod';
import { type Operation, operation, ServiceError } from './aws-json.ts';

const GetParameter = z.object({ Name: z.string().min(1), WithDecryption: z.boolean().optional() });

/** The one operation of Systems Manager that the functions call, over a fixed set of parameters by name. */
export function parameterStore(parameters: Readonly<Record<string, string>>): Record<string, Operation> {
  return {
    'AmazonSSM.GetParameter': operation(GetParameter, ({ Name }) => {
      const Value = Object.hasOwn(parameters, Name) ? parameters[Name] : undefined;
      if (Value === undefined) throw new ServiceError('ParameterNotFound', `there is no parameter ${Name}`);
      return { Parameter: { Name, Type: 'SecureString', Value, Version: 1, DataType: 'text' } };
    }),
  };
}
