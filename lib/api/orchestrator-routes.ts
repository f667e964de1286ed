import { login, register } from './accounts.ts';
import { keys, makeKey, revokeKey } from './api-keys.ts';
import { appFile, appPage, rootToApp } from './app.ts';
import {
  approvalRule,
  approvals,
  approveTransaction,
  decideApprovalChange,
  rejectTransaction,
  setApprovalRule,
} from './approvals.ts';
import { captureTransaction, voidTransaction } from './captures.ts';
import { currencies } from './currencies.ts';
import { docsFile, docsPage, openapi } from './description.ts';
import { holds } from './holds.ts';
import { jwks } from './jwks.ts';
import {
  addPasskey,
  loginPasskeyOptions,
  loginWithPasskey,
  passkeyOptions,
  removePasskey,
  stepUpOptions,
} from './passkeys.ts';
import { resetPassword } from './password-reset.ts';
import { statementReceipt, transactionReceipt } from './receipts.ts';
import { refund } from './refund.ts';
import { limitedByAddress, type Route } from './route.ts';
import { changeScheduledTransfer, scheduleTransfer } from './schedule-writes.ts';
import { cancelScheduledTransfer, scheduledTransfer, scheduledTransfers } from './scheduled-transfers.ts';
import {
  confirmTotp,
  enrolTotp,
  loginWithCode,
  removeTotp,
  renewRecoveryCodes,
  secondFactors,
  stepUp,
} from './second-factors.ts';
import { changePassword, deleteAccount, endSession, logout, refresh, sessions, signIns } from './sessions.ts';
import { statement, statementCsv } from './statement.ts';
import { transaction } from './transaction-detail.ts';
import { transactions } from './transactions.ts';
import { transactionsCsv } from './transactions-csv.ts';
import { batchTransfers } from './transfer-batch.ts';
import { doTransaction } from './transfers.ts';
import { addWebhook, changeWebhook, removeWebhook, rotateWebhook, webhook, webhooks } from './user-webhooks.ts';
import { changeWallet, wallet } from './wallet.ts';
import { changeWalletControls, closeWallet, walletControls } from './wallet-controls.ts';
import { changeMember, members, removeMember, sharedWallets } from './wallet-members.ts';
import { balance, balanceAt, createWallet, wallets } from './wallets.ts';
import { resendDelivery, testWebhook, webhookDeliveries } from './webhook-deliveries.ts';

/** Every route of serverless.yml, in the order of the document. */
export const ORCHESTRATOR_ROUTES: readonly Route[] = [
  register,
  login,
  loginWithCode,
  loginPasskeyOptions,
  loginWithPasskey,
  refresh,
  logout,
  sessions,
  signIns,
  endSession,
  changePassword,
  stepUpOptions,
  stepUp,
  secondFactors,
  enrolTotp,
  confirmTotp,
  removeTotp,
  renewRecoveryCodes,
  passkeyOptions,
  addPasskey,
  removePasskey,
  resetPassword,
  makeKey,
  keys,
  revokeKey,
  deleteAccount,
  createWallet,
  currencies,
  wallets,
  wallet,
  changeWallet,
  walletControls,
  changeWalletControls,
  closeWallet,
  members,
  changeMember,
  removeMember,
  sharedWallets,
  balance,
  balanceAt,
  statement,
  statementCsv,
  doTransaction,
  batchTransfers,
  refund,
  transactions,
  transaction,
  transactionsCsv,
  captureTransaction,
  voidTransaction,
  approveTransaction,
  rejectTransaction,
  approvals,
  approvalRule,
  setApprovalRule,
  decideApprovalChange,
  holds,
  scheduleTransfer,
  scheduledTransfers,
  scheduledTransfer,
  changeScheduledTransfer,
  cancelScheduledTransfer,
  statementReceipt,
  transactionReceipt,
  addWebhook,
  webhooks,
  webhook,
  changeWebhook,
  removeWebhook,
  rotateWebhook,
  webhookDeliveries,
  resendDelivery,
  testWebhook,
  jwks,
  limitedByAddress(openapi),
  limitedByAddress(rootToApp),
  limitedByAddress(appPage),
  limitedByAddress(appFile),
  limitedByAddress(docsPage),
  limitedByAddress(docsFile),
];
