import { documentsAt } from '../../store/documents.ts';
import { Users } from '../../store/users.ts';
import { claimLooks } from '../../usecases/claim-looks.ts';
import type { Layout } from './layout.ts';

/**
 * Claims what the logins look like that were registered by a version without such claims, or with others. It comes after that version
 * is gone, or it would let more of them in.
 * @returns the logins that look like one that another user has
 */
export async function claimTakenLooks({ stage, region }: Layout): Promise<string[]> {
  return claimLooks(new Users(documentsAt({ region }), `mib-${stage}-users`));
}
