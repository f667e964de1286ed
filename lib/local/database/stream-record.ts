import type { StreamViewType } from '../template/template.ts';
import type { Write } from './memory-dynamodb.ts';
import { type KeySchema, namesOf, only } from './schema.ts';
import { equalItems, type Item } from './values/values.ts';

/** A change of an item, as DynamoDB Streams returns it and as Lambda passes it to a function. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly dynamodb: {
    /** In s since 1970. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly StreamViewType: StreamViewType;
  };
}

/** What the records of a table's stream have. */
export interface StreamForm {
  readonly key: KeySchema;
  readonly view: StreamViewType;
}

/** When a change happened (in ms since 1970), and its place among the others. */
export interface Place {
  readonly at: number;
  readonly sequenceNumber: string;
}

/** The record of a write. Undefined if the write changes nothing: then there is none, as in DynamoDB. */
export function recordOf(
  { before, after }: Pick<Write, 'before' | 'after'>,
  { key, view }: StreamForm,
  place: Place,
): StreamRecord | undefined {
  const item = after ?? before;
  if (!item || (before && after && equalItems(before, after))) return undefined;
  return {
    ...described(before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT', place),
    dynamodb: {
      ...placed(place),
      Keys: only(item, namesOf(key)),
      ...(after && WITH_NEW.has(view) && { NewImage: after }),
      ...(before && WITH_OLD.has(view) && { OldImage: before }),
      StreamViewType: view,
    },
  };
}

/** The record of an item that has changed in a way that is not known. */
export function changedItem(Keys: Item, NewImage: Item, place: Place): StreamRecord {
  return {
    ...described('MODIFY', place),
    dynamodb: { ...placed(place), Keys, NewImage, StreamViewType: 'NEW_IMAGE' },
  };
}

function described(eventName: StreamRecord['eventName'], { sequenceNumber: eventID }: Place) {
  return { eventID, eventName, eventVersion: '1.1', eventSource: 'aws:dynamodb' } as const;
}

function placed({ at, sequenceNumber }: Place) {
  return { ApproximateCreationDateTime: Math.floor(at / 1_000), SequenceNumber: sequenceNumber };
}

const WITH_NEW: ReadonlySet<StreamViewType> = new Set(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']);
const WITH_OLD: ReadonlySet<StreamViewType> = new Set(['OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);
