import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { Status } from '../../domain/transfer.ts';
import { plain } from '../documents.ts';
import { Item } from './items.ts';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;
// Item checks the content.
const Image = z.record(z.string(), z.custom<AttributeValue>(isObject));

/** An item of the journal in DynamoDB's JSON, as a state machine has it, as a transfer. */
export const ItemImage = z.pipe(
  Image,
  z.transform((image) => Item.parse(plain(image))),
);

const Outcome = z.object({ outcome: z.optional(Status), note: z.optional(z.string()) });

/** The same after its decision, with the final status that follows from it and its reason. */
export const DecidedImage = z.pipe(
  Image,
  z.transform((image) => {
    const item = plain(image);
    const { outcome, note } = Outcome.safeParse(item).data ?? {};
    return { transfer: Item.parse(item), outcome, note };
  }),
);
