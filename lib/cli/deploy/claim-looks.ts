import { documentsAt } from '../../store/documents.ts';
import { Users } from '../../store/users.ts';
import { claimLooks } from '../../usecases/claim-looks.ts';
import type { Layout } from './layout.ts';

/**
 * Claims the skeletons (UTS #39) of logins that a version with other claims, or none, registered.
 * Call it once that version no longer runs, because it could register more of them.
 * @returns the logins that look like another user's
 */
export async function claimTakenLooks({ stage, region }: Layout): Promise<string[]> {
  return claimLooks(new Users(documentsAt({ region }), `mib-${stage}-users`), Date.now());
}
