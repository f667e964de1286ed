import { type Action, requestOf } from './actions.ts';
import { amountOf, json, literal, membersOf, payeesOf, recordOf, textOrNull } from './code-texts.ts';
import { metadataOf } from './metadata-rows.ts';
import type { PlainBody } from './plain-request.ts';
import { scheduleCode } from './schedule-code.ts';

/**
 * The action as a command for a POSIX shell. It has `$TOKEN` in place of the token, and `$PASSWORD`
 * in place of the password, so that neither is on a screen or in a history.
 * @param baseUrl of the API, such as `https://api.example`
 */
export function asCurl(action: Action, baseUrl: string): string {
  const { method, path, headers, body, isPublic } = requestOf(action);
  const lines = [
    `curl ${quoted(`${baseUrl.replace(/\/+$/, '')}${path}`)}`,
    ...(method === 'GET' || method === 'POST' ? [] : [`-X ${method}`]),
    ...(method === 'POST' && body === undefined ? ['-X POST'] : []),
    ...(isPublic ? [] : ['-H "authorization: Bearer $TOKEN"']),
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`-H 'content-type: application/json'`, `-d ${quotedBody(body)}`]),
    ...(action.kind === 'csv' ? ['-o transactions.csv'] : []),
    ...(action.kind === 'statementCsv' ? ['-o statement.csv'] : []),
  ];
  return lines.join(' \\\n  ');
}

/** The action as a program in TypeScript, for Node with `mib/client`. */
export function asCode(action: Action, baseUrl: string): string {
  const url = literal(baseUrl.replace(/\/+$/, ''));
  const options = requestOf(action).isPublic ? `{ baseUrl: ${url} }` : `{ baseUrl: ${url}, token: process.env.TOKEN }`;
  const verifies = action.kind === 'statementReceipt' || action.kind === 'transactionReceipt';
  return [
    `import { createClient${verifies ? ', verifyReceipt' : ''} } from 'mib/client';`,
    '',
    `const client = createClient(${options});`,
    '',
    ...callOf(action),
  ].join('\n');
}

function callOf(action: Action): string[] {
  switch (action.kind) {
    case 'register':
    case 'login': {
      const credentials = `{ login: ${literal(action.login)}, password: process.env.PASSWORD ?? '' }`;
      return [`const { token } = await client.${action.kind}(${credentials});`, 'console.log(token);'];
    }
    case 'createWallet':
      return [
        `const { status } = await client.createWallet(${literal(action.walletId)}${optionsOf({ currency: action.currency, name: action.name })});`,
        'console.log(status);',
      ];
    case 'changeWallet': {
      const { name, metadata } = action.change;
      const members = [
        ...(name === undefined ? [] : [`name: ${textOrNull(name)}`]),
        ...(metadata ? [`metadata: ${recordOf(metadata)}`] : []),
      ];
      const change = members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
      return [
        `const { name, metadata } = await client.changeWallet(${literal(action.walletId)}, ${change});`,
        'console.log({ name, metadata });',
      ];
    }
    case 'changeWalletControls':
      return [
        `const controls = await client.changeWalletControls(${literal(action.walletId)}, ${recordOf(action.change)});`,
        'console.log(controls);',
      ];
    case 'changeMember': {
      const max = action.max === null ? 'null' : amountOf(action.max);
      const who = `${literal(action.walletId)}, ${literal(action.login)}`;
      return [`const member = await client.sharing.share(${who}, { maxPerDay: ${max} });`, 'console.log(member);'];
    }
    case 'closeWallet':
      return [
        `const { closed_at } = await client.closeWallet(${literal(action.walletId)});`,
        'console.log(closed_at);',
      ];
    case 'wallets':
      return ['for await (const { wallet_id, status } of client.wallets()) console.log(wallet_id, status);'];
    case 'keys':
      return ['for (const { key_id, name } of await client.keys.list()) console.log(key_id, name);'];
    case 'makeKey': {
      const { name, read, pay, expiresAt } = action;
      const paying = pay.map(({ walletId, max }) => `{ walletId: ${literal(walletId)}, maxPerDay: ${amountOf(max)} }`);
      return [
        'const { key_id, key } = await client.keys.make({',
        ...membersOf({ name }),
        ...(read.length > 0
          ? [`  read: ${read === 'all' ? literal(read) : `[${read.map(literal).join(', ')}]`},`]
          : []),
        ...(paying.length > 0 ? [`  pay: [${paying.join(', ')}],`] : []),
        ...(expiresAt ? [`  expiresAt: new Date(${literal(expiresAt)}),`] : []),
        '});',
        'console.log(key_id, key);',
      ];
    }
    case 'webhooks':
      return ['for (const { webhook_id, url } of await client.webhooks.list()) console.log(webhook_id, url);'];
    case 'addWebhook': {
      const { url, types, description } = action;
      return [
        'const added = await client.webhooks.add({',
        ...membersOf({ url }),
        `  types: [${types.map(literal).join(', ')}],`,
        ...membersOf({ description }),
        '});',
        'console.log(added);',
      ];
    }
    case 'webhookDeliveries': {
      const call = `client.webhooks.deliveries(${literal(action.webhookId)})`;
      return [
        `for await (const { type, status, response_status } of ${call}) {`,
        '  console.log(type, status, response_status);',
        '}',
      ];
    }
    case 'balance':
      return [
        `const { balance, available, reserved } = await client.balance(${literal(action.walletId)});`,
        'console.log({ balance, available, reserved });',
      ];
    case 'balanceAt': {
      const time = `new Date(${literal(action.time)})`;
      return [
        `const { balance, as_of } = await client.balanceAt(${literal(action.walletId)}, ${time});`,
        'console.log({ balance, as_of });',
      ];
    }
    case 'pay':
      return payment(action);
    case 'refund': {
      const amount = action.amount === undefined ? '' : `, { amount: ${amountOf(action.amount)} }`;
      return [
        `const { TxID, status } = await client.refund(${literal(action.walletId)}, ${literal(action.TxID)}${amount});`,
        'console.log(TxID, status);',
      ];
    }
    case 'scheduleTransfer':
    case 'scheduledTransfers':
    case 'scheduledTransfer':
    case 'changeScheduledTransfer':
    case 'cancelScheduledTransfer':
      return scheduleCode(action);
    case 'transaction': {
      const ids = `${literal(action.walletId)}, ${literal(action.TxID)}`;
      return [
        `const { status, note, timeline } = await client.transaction(${ids});`,
        'console.log({ status, note, timeline });',
      ];
    }
    case 'holds': {
      const call = `client.holds(${literal(action.walletId)})`;
      return [`for await (const { TxID, amount, expires_at } of ${call}) console.log(TxID, amount, expires_at);`];
    }
    case 'capture':
    case 'void': {
      const amount = action.kind === 'capture' && action.amount ? `, { amount: ${amountOf(action.amount)} }` : '';
      const ids = `${literal(action.walletId)}, ${literal(action.TxID)}`;
      return [`const { status } = await client.${action.kind}(${ids}${amount});`, 'console.log(status);'];
    }
    case 'statement': {
      const call = `client.statement(${listed(action)})`;
      return [`for await (const { seq, amount, balance } of ${call}) console.log(seq, amount, balance);`];
    }
    case 'statementCsv':
      return [`for await (const part of client.statementCsv(${listed(action)})) process.stdout.write(part);`];
    case 'statementReceipt':
      return receipt(action.walletId, `seq: ${action.seq}`, 'entry');
    case 'transactionReceipt':
      return receipt(action.walletId, `TxID: ${literal(action.TxID)}`, 'transfer');
    case 'transactions': {
      const call = `client.transactions(${listed(action)})`;
      return [`for await (const { TxID, amount, status } of ${call}) {`, '  console.log(TxID, amount, status);', '}'];
    }
    case 'csv':
      return [`for await (const part of client.exportCsv(${listed(action)})) process.stdout.write(part);`];
  }
}

/** The options of a call that are given, as its last argument. */
function optionsOf(texts: Readonly<Record<string, string | undefined>>): string {
  const members = Object.entries(texts).flatMap(([name, text]) => (text ? [`${name}: ${literal(text)}`] : []));
  return members.length === 0 ? '' : `, { ${members.join(', ')} }`;
}

function receipt(walletId: string, of: string, kind: 'entry' | 'transfer'): string[] {
  return [
    `const { receipt } = await client.receipt(${literal(walletId)}, { ${of} });`,
    'const verified = await verifyReceipt(receipt, await client.publishedKeys());',
    `if (verified.kind === '${kind}') console.log(verified.iss, verified.${kind});`,
  ];
}

function payment(action: Extract<Action, { kind: 'pay' }>): string[] {
  const { from, payees, reference, note, holdUntil, idempotencyKey } = action;
  const metadata = metadataOf(action.metadata);
  return [
    `const { TxID, status, note } = await client.${holdUntil ? 'authorise' : 'pay'}({`,
    ...membersOf({ from }),
    ...payeesOf(payees),
    ...membersOf({ reference, note }),
    ...(metadata ? [`  metadata: ${recordOf(metadata)},`] : []),
    ...(holdUntil ? [`  expiresAt: new Date(${literal(holdUntil)}),`] : []),
    ...membersOf({ idempotencyKey }),
    '});',
    'console.log(TxID, status, note);',
  ];
}

function listed({
  walletId,
  query,
}: {
  walletId: string;
  query: Readonly<Record<string, string | undefined>>;
}): string {
  const members = Object.entries(query).flatMap(([name, text]) => (text ? [`${name}: ${literal(text)}`] : []));
  return members.length === 0 ? literal(walletId) : `${literal(walletId)}, { ${members.join(', ')} }`;
}

/** One word of a POSIX shell. In single quotes nothing has a meaning but the single quote. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A body in JSON as one word, in which `$PASSWORD` alone is read by the shell. */
function quotedBody(body: PlainBody): string {
  const { password, ...rest } = body;
  if (password === undefined) return quoted(json(body));
  return `${quoted(`${json(rest).slice(0, -1)},"password":"`)}"$PASSWORD"'"}'`;
}
