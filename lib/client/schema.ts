// Generated from the OpenAPI document of the orchestrator by `npm run client:types`. Do not edit: change lib/api.

export interface paths {
    "/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a user
         * @description Creates a user and begins a session. A login that looks like a taken login (UTS #39) is taken too. The password must not be one of the 4,000 most common passwords, a repetition or a sequence. It must not contain the login, unless the login has fewer than 4 characters. This service may also refuse passwords that are known from a breach.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Begins a session. A user can have 50 sessions: above that, the one that was used the longest time ago is forgotten. An unknown login and a wrong password get the same response. A user whom the operator has blocked gets `user_blocked`, for the right password only. A user with a second factor gets `second_factor_required` and a `challenge`, with which `POST /auth/login/code` completes the login. Each failed attempt in a row makes the wait before the next attempt longer.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a login
         * @description A login of a user with a second factor gets the error `second_factor_required` with a `challenge`, which is valid for 5 minutes. This route takes it with a code, and begins the session. Each failed attempt in a row makes the wait before the next attempt longer.
         */
        post: operations["loginWithCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a login with a passkey
         * @description Returns what `PublicKeyCredential.parseRequestOptionsFromJSON` takes. It names no user: the authenticator knows which passkeys it has. `POST /auth/login/passkey` takes the answer, once, within 5 minutes.
         */
        post: operations["loginPasskeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in with a passkey
         * @description Begins a session. It needs no password and no code: the authenticator has recognized its user. With the `challenge` of a login by the password, it completes that login, with a passkey of the same user. A user whom the operator has blocked gets `user_blocked`, for a right signature only.
         */
        post: operations["loginWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh a session
         * @description Returns a new token, and a new refresh token in place of the sent one. The same refresh token again within 30 seconds gets the same new one, so that a lost response can be repeated. Later it ends the session: one of the two who have it has stolen it (RFC 9700).
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log out
         * @description Ends the session of the token, or with `all` every session of yours. Its refresh token is refused immediately, and its token within two seconds.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your sessions
         * @description The last used first. A session that has ended is not among them.
         */
        get: operations["sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sign-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your recent sign-ins
         * @description The newest first, at most 50 of the last 30 days: those that began a session, and those that failed. An attempt that came too early after others is not among them.
         */
        get: operations["signIns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions/{SessionID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description Its refresh token is refused immediately, and its token within two seconds.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Ends all of your sessions, and begins another one, whose tokens the response has. The rules of the new password are those of a registration. A wrong current password counts as a failed login.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/step_up/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to confirm who you are with a passkey
         * @description Returns what `PublicKeyCredential.parseRequestOptionsFromJSON` takes. `POST /auth/step_up` takes the answer as `passkey`, once, within 5 minutes.
         */
        post: operations["stepUpOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/step_up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm who you are
         * @description Confirms the session for 10 minutes: with `code` or `passkey` if you have a second factor, otherwise with `password`. `passkey` is what an authenticator answers to `POST /auth/step_up/options`. A login does the same. Requests that answer `step_up_required` succeed then.
         */
        post: operations["stepUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get your second factors */
        get: operations["secondFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add an authenticator app
         * @description Returns a secret (RFC 6238). It counts from its first code on, which `POST /auth/factors/totp/confirm` takes. Until then a login is as before, and another call replaces the secret.
         */
        post: operations["enrolTotp"];
        /**
         * Remove the authenticator app
         * @description Removes the recovery codes too, if you have no passkey. Logins need the password alone then. Where a second factor is required, the last one stays: `last_factor`.
         */
        delete: operations["removeTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add an authenticator app
         * @description Takes the first code of the app. Logins need a code from then on. The response has 10 recovery codes, for a lost app.
         */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/recovery_codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description The recovery codes from before are refused then.
         */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add a passkey
         * @description Returns what `PublicKeyCredential.parseCreationOptionsFromJSON` takes. `POST /auth/passkeys` takes the answer of the authenticator, once, within 5 minutes.
         */
        post: operations["passkeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a passkey
         * @description Takes what an authenticator has made from the options. A passkey logs in without the password. It is also a second factor: a login by the password needs it, a code of the app, or a recovery code from then on. The first factor comes with recovery codes. You can have 10 passkeys.
         */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkeys/{PasskeyID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description The last second factor takes the recovery codes with it. Logins need the password alone then.
         */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a forgotten password
         * @description Sets a new password with a code, which the operator of the service gives to a user whom they have recognized. The code works once, until it expires. A wrong code and an unknown login get the same response. It begins no session: log in afterwards.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your keys
         * @description In the order in which you made them, without their secrets.
         */
        get: operations["keys"];
        put?: never;
        /**
         * Make a key for a program
         * @description The response has the key, which no other response has. A key reads and pays from the wallets that it names, and does nothing else. It makes no keys. It changes no password, session, webhook, schedule, name or limit. A payment counts against `max_per_day` once, when it is accepted. It counts also if it ends `INVALID` or `FAILED`. A request that is repeated with its `Idempotency-Key` gets the same key with another secret, as long as the key was never used. A user with a second factor confirms the session first if the sums of a day are large: otherwise the response is 403 `step_up_required`. Where the stage asks for it at new payees, it asks for it at each key that pays. You can have 10 keys.
         */
        post: operations["makeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/keys/{KeyID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description Every request with it that comes later is refused. Payments that it has started go on.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete your account
         * @description Deletes the user of the token, for good. All wallets must be closed, which takes a balance of 0 and no transactions in flight. No scheduled transfer may be active, and no payment may wait for a capture, as payer or as payee: otherwise `account_in_use` says in its detail how many there are. The login is refused and all sessions end immediately, and tokens within two seconds. What describes the user is erased within a few minutes: names and metadata of wallets, webhooks and their secrets, keys and second factors, scheduled transfers, sessions and sign-ins. The transactions and statements of the wallets stay, under the id of the user. Nobody can register the login for as long as the service has set: 90 days by default. A wrong password counts as a failed login. A user with a second factor confirms the session by it before: `POST /auth/step_up`. If the response was lost, a repeated request gets 401.
         */
        delete: operations["deleteAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/create_wallet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a wallet
         * @description A wallet has one currency for good: `currency`, or the default of the stage (`GET /api/currencies`). Repeating the call for a wallet you own has no effect, not on its name and metadata either. With another `currency` it is an error (409). The wallet can receive money once its status is ACTIVE.
         */
        post: operations["createWallet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/currencies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the currencies of this stage
         * @description Each has the number of decimals that its amounts are shown with. The request takes no token. The response may be stored for 300 seconds.
         */
        get: operations["currencies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/wallets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your wallets */
        get: operations["wallets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/wallets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a wallet
         * @description The wallet with what you call it, read with strong consistency. Its balance is another request.
         */
        get: operations["wallet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change what you call a wallet
         * @description A JSON Merge Patch (RFC 7396) of `name` and `metadata`: what it names changes, null removes, and everything else stays. Of two changes at the same time neither is lost. Repeating a request has no further effect, so it takes no `Idempotency-Key`.
         */
        patch: operations["changeWallet"];
        trace?: never;
    };
    "/api/user/wallets/{id}/controls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a wallet's freezes and limits
         * @description As the shard of the wallet has them now.
         */
        get: operations["walletControls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Freeze a wallet, or limit its payments
         * @description A JSON Merge Patch (RFC 7396): what it names changes, null removes, and the rest stays. It holds for every payment that the wallet does not hold yet, also for one that was accepted before. A payment that it refuses ends `INVALID`, and its note says why. Money that is held already moves as decided. Repeating a request has no further effect, so it takes no `Idempotency-Key`.
         */
        patch: operations["changeWalletControls"];
        trace?: never;
    };
    "/api/user/wallets/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a wallet
         * @description Only a wallet without money and without transactions in flight. It pays and receives nothing from then on, for good, and can still be read. It still counts as one of your wallets. Closing a closed wallet changes nothing.
         */
        post: operations["closeWallet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/wallets/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the users with whom you share a wallet
         * @description By login.
         */
        get: operations["members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/wallets/{id}/members/{login}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Share a wallet with a user no more, or leave it
         * @description By the owner of the wallet, or by the member. Requests of the member that come later are refused. Payments that they have started go on.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /**
         * Share a wallet with a user, or change what they may pay
         * @description A JSON Merge Patch (RFC 7396). A user who is no member becomes one. A member reads the wallet, but not its name and its metadata. A member with a `max_per_day` pays from it, refunds included. A payment counts once, when it is accepted, also if it ends `INVALID` or `FAILED`. Where the stage asks users with a second factor to confirm the session at new payees, it asks for it at a `max_per_day`, too (403 `step_up_required`). Everything else is its owner's: others get 403 `member_scope`. A wallet has at most 10 members. Repeating a request has no further effect.
         */
        patch: operations["changeMember"];
        trace?: never;
    };
    "/api/user/shared_wallets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the wallets that others share with you
         * @description By id. A page may have fewer than its limit.
         */
        get: operations["sharedWallets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/balance/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a wallet's balance
         * @description The current balance, read from the wallet's shard with strong consistency.
         */
        get: operations["balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/balance/{id}/at/{time}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a wallet's balance at a past time
         * @description The balance according to the statement: that of the last entry posted by that time. Postings of the last minute may still be missing. For a time within the last minute the response has the balance of one minute ago, and `as_of` says so. While an entry up to then may still be missing, the response is 503. For a time before the first entry of a wallet that is older than its statement, a transfer counts from its `committed_at` on.
         */
        get: operations["balanceAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/statement/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a wallet's statement
         * @description What was posted to the wallet, in the order of posting, numbered without a gap. Entries never change, and new ones come at the end only. A client that asks again with the number of the last entry as `cursor` misses nothing. An entry follows the posting within a few seconds.
         */
        get: operations["statement"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/statement/{id}/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a wallet's statement as CSV
         * @description The file comes in parts. The header `Link` of each part leads to the next part. The first part alone begins with the names of the columns.
         */
        get: operations["statementCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/do_transaction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer money
         * @description The response comes as soon as the transfer is stored. The transfer then reaches a final status, even if servers fail. A transfer to several payees (`to`) pays all of them or none, on any shards. A transfer that is impossible is accepted too, and ends INVALID: a payee does not exist, or the payer lacks the funds. Without an `Idempotency-Key` a repeated request is another transfer. With the same key, the response has the current status of the first transfer. With `Prefer: wait=5` the response comes when the transfer is final, or after 5 seconds as usual. With `capture: "manual"` the money is held, and the transfer stays PROCESSING until the payee captures or voids it, or it expires. A payment above the `approval_above` of its wallet is held, too, until a second person approves or rejects it. A user with a second factor confirms the session before a large payment: otherwise the response is 403 `step_up_required`. A stage may ask for it at new payees, too.
         */
        post: operations["doTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transfers:batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Transfer money many times
         * @description Up to 100 transfers, each with a key of its own and a result of its own. They are independent: one that is refused stops no other, and they run side by side in no order. A request that breaks a rule anywhere is a 400 as a whole, and nothing is done. Otherwise the response is 200, and each result has what a single request has: `TxID` and `status`, or an error. `wallet_not_found`, `idempotency_key_reused`, and those of a key, `key_scope` and `spending_limit_exceeded`, are final. After `unavailable` nothing of this transfer was done. After `internal_error` that is not known. Repeat both with the same keys: no transfer is made twice. A key is the same key in a single request. The header `Idempotency-Key` is not read here. A batch counts as its transfers against the limit of writes, and is refused as a whole above it.
         */
        post: operations["batchTransfers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/{TxID}/refund": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refund a transaction that you received
         * @description Starts a transfer from this wallet to the payer of the transaction, with `refund_of`. Refunds of one transaction never give back more than this wallet received: of two at once that together exceed it, one ends INVALID. A transaction has up to 50 refunds. A refund cannot be refunded. Without an `Idempotency-Key` a repeated request is another refund. With `Prefer: wait=5` the response comes when the refund is final, or after 5 seconds as usual.
         */
        post: operations["refund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a wallet's transactions
         * @description Oldest first by default. A payee sees a transfer once it is settled, or authorised. One request examines at most 1,000 transfers. With a filter that few transfers pass, a page may be short or empty and still lead to a next page.
         */
        get: operations["transactions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/{TxID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a transaction with its timeline */
        get: operations["transaction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a wallet's transactions as CSV
         * @description The file comes in parts. The header `Link` of each part leads to the next part. The first part alone begins with the names of the columns. A text of the payer that a spreadsheet would read as a formula has an apostrophe in front. The metadata are a JSON object. New columns may be added at the end.
         */
        get: operations["transactionsCsv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/{TxID}/capture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Capture an authorised transaction
         * @description The owner of the wallet that receives the money captures it once, up to the amount that is authorised. The rest goes back to the payer. Repeating the request with the same amount has no further effect, and another amount is an error (409). If the shard of your wallet does not respond for 15 seconds, the transaction is authorised again.
         */
        post: operations["captureTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/{TxID}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void an authorised transaction
         * @description The owner of the wallet that would receive the money gives all of it back to the payer. The transaction ends FAILED. Repeating the request has no further effect. The payer cannot void it: it ends when it is captured, voided, or expired.
         */
        post: operations["voidTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/{TxID}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve a transaction that waits
         * @description For an approver of the wallet that pays, and for its owner, but never for who asked for the payment. Then all of the money moves. If the shard of a payee does not respond, it moves later. The first decision stays, and repeating it has no further effect.
         */
        post: operations["approveTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/{TxID}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject a transaction that waits
         * @description For an approver of the wallet that pays, and for its owner. Who asked for the payment withdraws it so. The money goes back, and the transaction ends FAILED. The first decision stays, and repeating it has no further effect.
         */
        post: operations["rejectTransaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what waits for your decision
         * @description Payments, and changes of rules, of the wallets that you approve for, and of your own wallets with a rule. They are ordered by wallets. A page may be short, or empty, without being the last. A new payment is in the list within seconds.
         */
        get: operations["approvals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/wallets/{id}/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get which payments of a wallet need an approval
         * @description For the owner and the approvers of the wallet.
         */
        get: operations["approvalRule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Set which payments of a wallet need an approval
         * @description For the owner. A JSON Merge Patch (RFC 7396): what it does not name stays. A first rule needs both. A payment above `approval_above` is held, and waits for a second person. What protects more is in force at once: a first rule, or a lower amount. What protects less waits for an approver: a higher amount, no rule, or other approvers. The response then has it as `change`, and another request replaces it. Where the stage asks users with a second factor to confirm the session at new payees, it asks for it when `approvers` are named, too (403 `step_up_required`). Repeating a request has no further effect, so it takes no `Idempotency-Key`.
         */
        patch: operations["setApprovalRule"];
        trace?: never;
    };
    "/api/user/wallets/{id}/approval/{ChangeID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Approve or reject a change of the rule
         * @description For an approver of the wallet. The owner, who has asked for it, can only take it back. The first decision stays, and repeating it has no further effect.
         */
        patch: operations["decideApprovalChange"];
        trace?: never;
    };
    "/api/user/holds/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a wallet's holds
         * @description Authorised transfers that this wallet pays or may capture, and payments of it that wait for an approval, as long as they are not decided. The oldest is first. A new one is in the list within seconds.
         */
        get: operations["holds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/scheduled_transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Schedule a transfer, once or repeatedly
         * @description Each payment is a transfer like any other, which starts within about a minute of its time, exactly once. Every payment that is due is made: after an outage all that were missed follow, in their order. One that ends INVALID, for lack of funds for example, is not tried again, and the next comes at its time. A wallet has up to 100 active scheduled transfers. A user with a second factor confirms the session first, as for a payment: when it is scheduled, and not at each payment.
         */
        post: operations["scheduleTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/scheduled_transfers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a wallet's scheduled transfers
         * @description Newest first, those that are done or cancelled too. A page may be short or empty and still lead to a next page.
         */
        get: operations["scheduledTransfers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/scheduled_transfers/{id}/{ScheduleID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a scheduled transfer with its last payments */
        get: operations["scheduledTransfer"];
        put?: never;
        post?: never;
        /**
         * Cancel the payments to come
         * @description A payment that has started goes on. The scheduled transfer stays in the list.
         */
        delete: operations["cancelScheduledTransfer"];
        options?: never;
        head?: never;
        /**
         * Change the payments to come
         * @description A JSON Merge Patch (RFC 7396): what it names changes, null removes a text, and everything else stays. A payment that has started is not changed: either the change or the start comes first. Payees do not change: cancel, and schedule another.
         */
        patch: operations["changeScheduledTransfer"];
        trace?: never;
    };
    "/api/user/statement/{id}/{seq}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a receipt of an entry
         * @description Anybody can verify the receipt offline. With `root` the response also shows that the entry is below a root that was kept. A root is kept every hour: until then the response is 409.
         */
        get: operations["statementReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/transactions/{id}/{TxID}/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a receipt of a final transaction
         * @description It states the transaction as the owner of this wallet sees it. Anybody can verify it offline. A transaction that is not final is a 409.
         */
        get: operations["transactionReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your webhooks
         * @description In the order in which you added them, without their secrets.
         */
        get: operations["webhooks"];
        put?: never;
        /**
         * Add a webhook
         * @description The response has the secret that signs its messages. It is shown here only; a request that is repeated with its `Idempotency-Key` gets it again. You can have 5 webhooks. The first events are those of a minute later.
         */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/webhooks/{WebhookID}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a webhook */
        get: operations["webhook"];
        put?: never;
        post?: never;
        /**
         * Remove a webhook
         * @description Its deliveries that wait are dropped.
         */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        /**
         * Change or enable a webhook
         * @description A JSON Merge Patch (RFC 7396): what it names changes, and everything else stays. Its deliveries that wait go to the new address. A change takes effect within a few seconds.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/api/user/webhooks/{WebhookID}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret of a webhook
         * @description The response has a new secret. For 24 hours each message has two signatures: that of the new secret and that of the one before. A request that is repeated with its `Idempotency-Key` within these gets the same secret.
         */
        post: operations["rotateWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/webhooks/{WebhookID}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the deliveries to a webhook
         * @description The newest events first, from their first attempt on, for 30 days.
         */
        get: operations["webhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/webhooks/{WebhookID}/deliveries/{DeliveryID}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a delivery again
         * @description With the same `webhook-id` and the same body, signed anew. The attempts of 24 hours begin again. A disabled webhook receives nothing.
         */
        post: operations["resendDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/user/webhooks/{WebhookID}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test to a webhook
         * @description An event of the type `webhook.test`, which every webhook receives.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the public keys of receipts
         * @description With these keys anybody verifies a receipt without asking. They may be stored for 300 seconds.
         */
        get: operations["jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get this document */
        get: operations["openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Redirect to the wallet */
        get: operations["root"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/app": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the wallet
         * @description A page that uses this API. It loads all of its files from this service.
         */
        get: operations["app"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/app/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a view or a file of the wallet
         * @description The page for every view. A file has its version in its name, and never changes.
         */
        get: operations["appFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the documentation page
         * @description Swagger UI for this document. The page loads all of its files from this service.
         */
        get: operations["docs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a file of the documentation page */
        get: operations["docsFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    transferFinal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A transfer has reached its final status
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.
         */
        post: operations["transferFinal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    transferAuthorised: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The money of a transfer is held
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.
         */
        post: operations["transferAuthorised"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    transferAwaitsApproval: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A payment waits for an approval
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.
         */
        post: operations["transferAwaitsApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    walletFrozen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A wallet is frozen, unfrozen or closed
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.
         */
        post: operations["walletFrozen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    walletShared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A wallet is shared with a user, or a share has changed or ended
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.
         */
        post: operations["walletShared"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    walletRuleChanged: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which payments of a wallet need an approval has changed, or a change waits
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.
         */
        post: operations["walletRuleChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    keyMade: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A key of a program is made or revoked
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.
         */
        post: operations["keyMade"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userTransferFinal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A transfer of one of your wallets has reached its final status
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userTransferFinal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userTransferAuthorised: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The money of a transfer of one of your wallets is held
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userTransferAuthorised"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userTransferAwaitsApproval: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A payment of your wallet, or of one that you approve for, waits for an approval
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userTransferAwaitsApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userStatementPosted: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An entry is in the statement of one of your wallets
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userStatementPosted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userWalletFrozen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One of your wallets is frozen, unfrozen or closed
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userWalletFrozen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userWalletShared: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * With whom one of your wallets is shared has changed, or what another user shares with you
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userWalletShared"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userWalletRuleChanged: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Which payments need an approval has changed, or a change waits: of your wallet, or of one that you approve for
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userWalletRuleChanged"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userKeyMade: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One of your keys is made or revoked
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userKeyMade"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    userWebhookTest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A test that you asked for
         * @description Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.
         */
        post: operations["userWebhookTest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description An `AuthenticationResponseJSON` of WebAuthn. Members beside these are ignored. */
        PasskeyAssertion: {
            /**
             * @description Id of the credential.
             * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
             */
            id: string;
            /**
             * @description Id of the credential.
             * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
             */
            rawId: string;
            /** @constant */
            type: "public-key";
            response: {
                /**
                 * @description What the browser says of the request.
                 * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
                 */
                clientDataJSON: string;
                /**
                 * @description What the authenticator says of the signature.
                 * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
                 */
                authenticatorData: string;
                /**
                 * @description The signature of both.
                 * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
                 */
                signature: string;
                /** @description The user, as `user.id` of the options said when the passkey was made. A login needs it. */
                userHandle?: string | null;
            };
        };
        /** @description A `RegistrationResponseJSON` of WebAuthn. Members beside these are ignored. */
        PasskeyRegistration: {
            /**
             * @description Id of the credential.
             * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
             */
            id: string;
            /**
             * @description Id of the credential.
             * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
             */
            rawId: string;
            /** @constant */
            type: "public-key";
            response: {
                /**
                 * @description What the browser says of the request.
                 * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
                 */
                clientDataJSON: string;
                /**
                 * @description The new public key, and what the authenticator says of it.
                 * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
                 */
                attestationObject: string;
                /**
                 * @description How a browser reaches the authenticator.
                 * @example [
                 *       "internal"
                 *     ]
                 */
                transports?: string[];
            };
        };
        /**
         * @description Type of an event.
         * @example transfer.final
         * @enum {string}
         */
        UserEventType: "transfer.final" | "transfer.authorised" | "transfer.awaits_approval" | "statement.posted" | "wallet.frozen" | "wallet.unfrozen" | "wallet.closed" | "wallet.shared" | "wallet.share_changed" | "wallet.unshared" | "wallet.rule_changed" | "wallet.rule_change_asked" | "wallet.rule_change_dropped" | "key.made" | "key.revoked";
        /** @description The body of a webhook delivery. */
        TransferWebhook: {
            /**
             * @description Type of the event.
             * @example transfer.final
             * @constant
             */
            type: "transfer.final";
            /**
             * Format: date-time
             * @description When the transfer became final (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["TransferEvent"];
        };
        /** @description A transfer has reached its final status. */
        TransferEvent: {
            /**
             * @description Version of this format. New fields may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description Id of the transfer. It has one event of each type: others with the same id are duplicates.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /**
             * @description Id of the wallet that receives the money, if there is one payee.
             * @example 42
             */
            to_id?: string;
            /** @description The payees: one or several. The amounts add up to `amount`. */
            to: {
                /**
                 * @description Id of the wallet that receives this part.
                 * @example 42
                 */
                to_id: string;
                /**
                 * @description What it receives, in whole minor units.
                 * @example 50
                 */
                amount: string;
            }[];
            /**
             * @description What the payer pays, in whole minor units, without a sign.
             * @example 50
             */
            amount: string;
            /**
             * @description The currency of its wallets. `XXX` is no currency.
             * @example EUR
             */
            currency?: string;
            /**
             * @description The payer's reference, if there is one.
             * @example INV-2026-118
             */
            reference?: string;
            /**
             * @description The payer's message to the payee, if there is one.
             * @example rent
             */
            payer_note?: string;
            /** @description The member of the wallet, or the key of its owner, that asked for it. Absent if the owner did by a session or a schedule. */
            paid_by?: {
                /**
                 * @description Id of the user.
                 * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
                 */
                user_id: string;
                /**
                 * @description The key of a program that sent it, if one did.
                 * @example {
                 *       "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *       "name": "The shop"
                 *     }
                 */
                key?: {
                    /**
                     * @description Id of the key.
                     * @example 01KABZ6D2E8V4X5R6M7N8P9QST
                     */
                    key_id: string;
                    /**
                     * @description What it was called at the time of the payment.
                     * @example The shop
                     */
                    name: string;
                };
            };
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.000Z
             */
            initiated_at: string;
            /**
             * @description SUCCESSFUL: the money has moved. INVALID: the transfer is impossible. FAILED: the transfer did not complete in time, and no money has moved.
             * @example SUCCESSFUL
             * @enum {string}
             */
            status: "SUCCESSFUL" | "INVALID" | "FAILED";
            /**
             * @description Explanation of the status for people.
             * @example transaction completed
             */
            note: string;
            /**
             * @description Id of the transfer that this one refunds, if it is a refund.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            refund_of?: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.412Z
             */
            finished_at: string;
        };
        /** @description The body of a webhook delivery. */
        AuthorisedWebhook: {
            /**
             * @description Type of the event.
             * @example transfer.authorised
             * @constant
             */
            type: "transfer.authorised";
            /**
             * Format: date-time
             * @description When the money was held (RFC 3339).
             * @example 2026-11-23T09:00:00.231Z
             */
            timestamp: string;
            data: components["schemas"]["AuthorisedEvent"];
        };
        /** @description The money of a transfer is held, until its payee captures or voids it, or it expires. */
        AuthorisedEvent: {
            /**
             * @description Version of this format. New fields may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description Id of the transfer. It has one event of each type: others with the same id are duplicates.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /**
             * @description Id of the wallet that receives the money, if there is one payee.
             * @example 42
             */
            to_id?: string;
            /** @description The payees: one or several. The amounts add up to `amount`. */
            to: {
                /**
                 * @description Id of the wallet that receives this part.
                 * @example 42
                 */
                to_id: string;
                /**
                 * @description What it receives, in whole minor units.
                 * @example 50
                 */
                amount: string;
            }[];
            /**
             * @description What the payer pays, in whole minor units, without a sign.
             * @example 50
             */
            amount: string;
            /**
             * @description The currency of its wallets. `XXX` is no currency.
             * @example EUR
             */
            currency?: string;
            /**
             * @description The payer's reference, if there is one.
             * @example INV-2026-118
             */
            reference?: string;
            /**
             * @description The payer's message to the payee, if there is one.
             * @example rent
             */
            payer_note?: string;
            /** @description The member of the wallet, or the key of its owner, that asked for it. Absent if the owner did by a session or a schedule. */
            paid_by?: {
                /**
                 * @description Id of the user.
                 * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
                 */
                user_id: string;
                /**
                 * @description The key of a program that sent it, if one did.
                 * @example {
                 *       "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *       "name": "The shop"
                 *     }
                 */
                key?: {
                    /**
                     * @description Id of the key.
                     * @example 01KABZ6D2E8V4X5R6M7N8P9QST
                     */
                    key_id: string;
                    /**
                     * @description What it was called at the time of the payment.
                     * @example The shop
                     */
                    name: string;
                };
            };
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.000Z
             */
            initiated_at: string;
            /**
             * @description The transfer is not final.
             * @example PROCESSING
             * @constant
             */
            status: "PROCESSING";
            /**
             * @description Explanation of the status for people.
             * @example authorised
             */
            note: string;
            /**
             * Format: date-time
             * @description When the money was held (RFC 3339).
             * @example 2026-11-23T09:00:00.231Z
             */
            authorised_at: string;
            /**
             * Format: date-time
             * @description From then on it cannot be captured (RFC 3339).
             * @example 2026-11-30T09:00:00.000Z
             */
            expires_at: string;
        };
        /** @description The body of a webhook delivery. */
        AwaitsApprovalWebhook: {
            /**
             * @description Type of the event.
             * @example transfer.awaits_approval
             * @constant
             */
            type: "transfer.awaits_approval";
            /**
             * Format: date-time
             * @description When the money was held (RFC 3339).
             * @example 2026-11-23T09:00:00.231Z
             */
            timestamp: string;
            data: components["schemas"]["AwaitsApprovalEvent"];
        };
        /** @description A payment waits for an approval. Its money is held. */
        AwaitsApprovalEvent: {
            /**
             * @description Version of this format. New fields may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description Id of the transfer. It has one event of each type: others with the same id are duplicates.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /**
             * @description Id of the wallet that receives the money, if there is one payee.
             * @example 42
             */
            to_id?: string;
            /** @description The payees: one or several. The amounts add up to `amount`. */
            to: {
                /**
                 * @description Id of the wallet that receives this part.
                 * @example 42
                 */
                to_id: string;
                /**
                 * @description What it receives, in whole minor units.
                 * @example 50
                 */
                amount: string;
            }[];
            /**
             * @description What the payer pays, in whole minor units, without a sign.
             * @example 50
             */
            amount: string;
            /**
             * @description The currency of its wallets. `XXX` is no currency.
             * @example EUR
             */
            currency?: string;
            /**
             * @description The payer's reference, if there is one.
             * @example INV-2026-118
             */
            reference?: string;
            /**
             * @description The payer's message to the payee, if there is one.
             * @example rent
             */
            payer_note?: string;
            /** @description The member of the wallet, or the key of its owner, that asked for it. Absent if the owner did by a session or a schedule. */
            paid_by?: {
                /**
                 * @description Id of the user.
                 * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
                 */
                user_id: string;
                /**
                 * @description The key of a program that sent it, if one did.
                 * @example {
                 *       "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *       "name": "The shop"
                 *     }
                 */
                key?: {
                    /**
                     * @description Id of the key.
                     * @example 01KABZ6D2E8V4X5R6M7N8P9QST
                     */
                    key_id: string;
                    /**
                     * @description What it was called at the time of the payment.
                     * @example The shop
                     */
                    name: string;
                };
            };
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.000Z
             */
            initiated_at: string;
            /**
             * @description The transfer is not final.
             * @example PROCESSING
             * @constant
             */
            status: "PROCESSING";
            /**
             * @description Explanation of the status for people.
             * @example waiting for approval
             */
            note: string;
            /**
             * Format: date-time
             * @description When the money was held (RFC 3339).
             * @example 2026-11-23T09:00:00.231Z
             */
            authorised_at: string;
            /**
             * Format: date-time
             * @description From then on nobody can approve it (RFC 3339).
             * @example 2026-11-30T09:00:00.000Z
             */
            expires_at: string;
            /**
             * @description Id of the user who asked for the payment.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            asked_by: string;
        };
        /** @description The body of a webhook delivery. */
        WalletWebhook: {
            /**
             * @description Type of the event, which the status says, too.
             * @example wallet.frozen
             * @enum {string}
             */
            type: "wallet.frozen" | "wallet.unfrozen" | "wallet.closed";
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["WalletEvent"];
        };
        /** @description What is frozen of a wallet has changed, or the wallet was closed. */
        WalletEvent: {
            /**
             * @description Version of this format. New fields may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description Id of the wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description FROZEN: at least one freeze holds. UNFROZEN: the last one is lifted. CLOSED: the wallet is closed, for good.
             * @example FROZEN
             * @enum {string}
             */
            status: "FROZEN" | "UNFROZEN" | "CLOSED";
            /**
             * @description Number of the change. Those of a wallet rise, with gaps: the event with the highest one says what holds.
             * @example 3
             */
            change: number;
            /**
             * @description Who made the change: the owner of the wallet, or an operator.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "operator";
            /**
             * @description The owner's freeze after the change, or null.
             * @example debits
             */
            frozen: ("debits" | "credits" | "all") | null;
            /**
             * @description An operator's freeze after the change, or null.
             * @example null
             */
            operator_frozen: ("debits" | "credits" | "all") | null;
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
        };
        /** @description The body of a webhook delivery. */
        SharingWebhook: {
            /**
             * @description Type of the event, which the status says, too.
             * @example wallet.shared
             * @enum {string}
             */
            type: "wallet.shared" | "wallet.share_changed" | "wallet.unshared";
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["SharingEvent"];
        };
        /** @description With whom a wallet is shared has changed. */
        SharingEvent: {
            /**
             * @description Version of this format. New fields may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description SHARED: a user is a member of the wallet. SHARE_CHANGED: what the member may pay has changed. UNSHARED: the user is a member no more.
             * @example SHARED
             * @enum {string}
             */
            status: "SHARED" | "SHARE_CHANGED" | "UNSHARED";
            /**
             * @description Id of the wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Number of the change. Those of the shares of a wallet rise: of a member, the event with the highest one says what holds.
             * @example 2
             */
            change: number;
            /**
             * @description Id of the owner of the wallet.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            owner_id: string;
            /**
             * @description Id of the user with whom it is shared.
             * @example 7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a
             */
            member_id: string;
            /**
             * @description Who made the change. deletion: the account of the owner or of the member was deleted.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "member" | "deletion";
            /**
             * @description The most that payments of the member may take in a day, in minor units. null: the member pays nothing.
             * @example 500
             */
            max_per_day: string | null;
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
        };
        /** @description The body of a webhook delivery. */
        RuleWebhook: {
            /**
             * @description Type of the event, which the status says, too.
             * @example wallet.rule_changed
             * @enum {string}
             */
            type: "wallet.rule_changed" | "wallet.rule_change_asked" | "wallet.rule_change_dropped";
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["RuleEvent"];
        };
        /** @description Which payments of a wallet need the approval of a second person has changed, or a change waits. */
        RuleEvent: {
            /**
             * @description Version of this format. New fields may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description RULE_CHANGED: the rule in force has changed. RULE_CHANGE_ASKED: a change waits for an approver. RULE_CHANGE_DROPPED: a change that waited was rejected, or taken back.
             * @example RULE_CHANGED
             * @enum {string}
             */
            status: "RULE_CHANGED" | "RULE_CHANGE_ASKED" | "RULE_CHANGE_DROPPED";
            /**
             * @description Id of the wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Number of the change. Those of the rule of a wallet rise: the event with the highest one says what holds.
             * @example 2
             */
            change: number;
            /**
             * @description Id of the owner of the wallet.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            owner_id: string;
            /**
             * @description Who made the change. deletion: the account of an approver was deleted.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "approver" | "operator" | "deletion";
            /**
             * @description Id of that user. Absent for an operator.
             * @example 7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a
             */
            by_id?: string;
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
            /**
             * @description The most that a payment takes without an approval, in minor units. null: no payment needs one.
             * @example 500
             */
            approval_above: string | null;
            /**
             * @description Ids of the users who may approve, without the owner.
             * @example [
             *       "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a"
             *     ]
             */
            approvers: string[];
            /**
             * @description A change of the rule that waits for an approver, or null.
             * @example null
             */
            waits: {
                /**
                 * @description Id of the change that was asked for.
                 * @example 01KABZ7B5N9W1D3F5H7K9M2P4R
                 */
                change_id: string;
                /**
                 * @description Id of the user who asked for it.
                 * @example 7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a
                 */
                asked_by: string;
                /**
                 * @description The most that a payment takes without an approval, in minor units. null: no payment needs one.
                 * @example 500
                 */
                approval_above: string | null;
                /**
                 * @description Ids of the users who may approve, without the owner.
                 * @example [
                 *       "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a"
                 *     ]
                 */
                approvers: string[];
                /**
                 * Format: date-time
                 * @description From then on nobody can approve it (RFC 3339). It has no event then.
                 * @example 2026-11-30T09:00:00.000Z
                 */
                expires_at: string;
            } | null;
            /**
             * @description Ids of the users who were approvers until this change.
             * @example []
             */
            former_approvers: string[];
        };
        /** @description The body of a webhook delivery. */
        KeyWebhook: {
            /**
             * @description Type of the event, which the status says, too.
             * @example key.made
             * @enum {string}
             */
            type: "key.made" | "key.revoked";
            /**
             * Format: date-time
             * @description When it was made or revoked (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["KeyEvent"];
        };
        /** @description A key of a program was made or revoked. */
        KeyEvent: {
            /**
             * @description Version of this format. New fields may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description Id of the user whose key it is.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            user_id: string;
            /**
             * @description What was done.
             * @example KEY_MADE
             * @enum {string}
             */
            status: "KEY_MADE" | "KEY_REVOKED";
            /**
             * @description Id of the key.
             * @example 01KABZ6D2E8V4X5R6M7N8P9QST
             */
            key_id: string;
            /**
             * @description owner: the user of the key. deletion: the account of the user was deleted.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "deletion";
            /**
             * Format: date-time
             * @description From then on it is refused (RFC 3339), if it has an end.
             * @example 2027-01-01T00:00:00.000Z
             */
            expires_at?: string;
            /**
             * Format: date-time
             * @description When it was made or revoked (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserTransferWebhook: {
            /**
             * @description Type of the event.
             * @example transfer.final
             * @constant
             */
            type: "transfer.final";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserTransferEvent"];
        };
        /** @description A final transfer from the side of one of your wallets. */
        UserTransferEvent: {
            /**
             * @description Your wallet, from whose side the event is told.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Id of the transfer.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Amount in whole minor units. It is negative if the money leaves your wallet.
             * @example -50
             */
            amount: string;
            /**
             * @description The currency of its wallets. `XXX` is no currency.
             * @example EUR
             */
            currency?: string;
            /**
             * @description The payer's reference, if there is one.
             * @example INV-2026-118
             */
            reference?: string;
            /**
             * @description The payer's message to the payee, if there is one.
             * @example rent
             */
            payer_note?: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /** @description The member of your wallet, or your key, that asked for it. Only the payer has it, and not if you did by a session or a schedule. */
            paid_by?: {
                /**
                 * @description Id of the user.
                 * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
                 */
                user_id: string;
                /**
                 * @description The key of a program that sent it, if one did.
                 * @example {
                 *       "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *       "name": "The shop"
                 *     }
                 */
                key?: {
                    /**
                     * @description Id of the key.
                     * @example 01KABZ6D2E8V4X5R6M7N8P9QST
                     */
                    key_id: string;
                    /**
                     * @description What it was called at the time of the payment.
                     * @example The shop
                     */
                    name: string;
                };
            };
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.412Z
             */
            initiated_at: string;
            /**
             * @description The final status. A payee hears of SUCCESSFUL alone.
             * @example SUCCESSFUL
             * @enum {string}
             */
            status: "SUCCESSFUL" | "INVALID" | "FAILED";
            /**
             * @description Explanation of the status for people.
             * @example transaction completed
             */
            note: string;
            /**
             * @description Id of the wallet that is paid. A payer of several has `to` instead.
             * @example 42
             */
            to_id?: string;
            /**
             * @description The payees, if there are several. Only the payer has it.
             * @example [
             *       {
             *         "to_id": "42",
             *         "amount": "30"
             *       },
             *       {
             *         "to_id": "43",
             *         "amount": "20"
             *       }
             *     ]
             */
            to?: {
                /**
                 * @description Id of the wallet that receives this part.
                 * @example 42
                 */
                to_id: string;
                /**
                 * @description What it receives, in whole minor units.
                 * @example 50
                 */
                amount: string;
            }[];
            /**
             * @description Id of the transfer that this one refunds, if it is a refund.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            refund_of?: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.412Z
             */
            finished_at: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserAuthorisedWebhook: {
            /**
             * @description Type of the event.
             * @example transfer.authorised
             * @constant
             */
            type: "transfer.authorised";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserAuthorisedEvent"];
        };
        /** @description The money of a transfer is held, from the side of one of your wallets. */
        UserAuthorisedEvent: {
            /**
             * @description Your wallet, from whose side the event is told.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Id of the transfer.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Amount in whole minor units. It is negative if the money leaves your wallet.
             * @example -50
             */
            amount: string;
            /**
             * @description The currency of its wallets. `XXX` is no currency.
             * @example EUR
             */
            currency?: string;
            /**
             * @description The payer's reference, if there is one.
             * @example INV-2026-118
             */
            reference?: string;
            /**
             * @description The payer's message to the payee, if there is one.
             * @example rent
             */
            payer_note?: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /** @description The member of your wallet, or your key, that asked for it. Only the payer has it, and not if you did by a session or a schedule. */
            paid_by?: {
                /**
                 * @description Id of the user.
                 * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
                 */
                user_id: string;
                /**
                 * @description The key of a program that sent it, if one did.
                 * @example {
                 *       "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *       "name": "The shop"
                 *     }
                 */
                key?: {
                    /**
                     * @description Id of the key.
                     * @example 01KABZ6D2E8V4X5R6M7N8P9QST
                     */
                    key_id: string;
                    /**
                     * @description What it was called at the time of the payment.
                     * @example The shop
                     */
                    name: string;
                };
            };
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.412Z
             */
            initiated_at: string;
            /**
             * @description Id of the wallet that may capture the money.
             * @example 42
             */
            to_id: string;
            /**
             * @description The transfer is not final.
             * @example PROCESSING
             * @constant
             */
            status: "PROCESSING";
            /**
             * @description Explanation of the status for people.
             * @example authorised
             */
            note: string;
            /**
             * Format: date-time
             * @description When the money was held (RFC 3339).
             * @example 2026-11-23T09:00:00.231Z
             */
            authorised_at: string;
            /**
             * Format: date-time
             * @description From then on it cannot be captured (RFC 3339).
             * @example 2026-11-30T09:00:00.000Z
             */
            expires_at: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserAwaitsApprovalWebhook: {
            /**
             * @description Type of the event.
             * @example transfer.awaits_approval
             * @constant
             */
            type: "transfer.awaits_approval";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserAwaitsApprovalEvent"];
        };
        /** @description A payment waits for an approval. Its money is held. */
        UserAwaitsApprovalEvent: {
            /**
             * @description The wallet that pays. You are its owner, or an approver of it.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Id of the transfer.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Amount in whole minor units. It is negative if the money leaves your wallet.
             * @example -50
             */
            amount: string;
            /**
             * @description The currency of its wallets. `XXX` is no currency.
             * @example EUR
             */
            currency?: string;
            /**
             * @description The payer's reference, if there is one.
             * @example INV-2026-118
             */
            reference?: string;
            /**
             * @description The payer's message to the payee, if there is one.
             * @example rent
             */
            payer_note?: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /** @description The member of your wallet, or your key, that asked for it. Only the payer has it, and not if you did by a session or a schedule. */
            paid_by?: {
                /**
                 * @description Id of the user.
                 * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
                 */
                user_id: string;
                /**
                 * @description The key of a program that sent it, if one did.
                 * @example {
                 *       "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *       "name": "The shop"
                 *     }
                 */
                key?: {
                    /**
                     * @description Id of the key.
                     * @example 01KABZ6D2E8V4X5R6M7N8P9QST
                     */
                    key_id: string;
                    /**
                     * @description What it was called at the time of the payment.
                     * @example The shop
                     */
                    name: string;
                };
            };
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T09:00:00.412Z
             */
            initiated_at: string;
            /**
             * @description Id of the wallet that is paid. A payment to several has `to` instead.
             * @example 42
             */
            to_id?: string;
            /**
             * @description The payees, if there are several.
             * @example [
             *       {
             *         "to_id": "42",
             *         "amount": "30"
             *       },
             *       {
             *         "to_id": "43",
             *         "amount": "20"
             *       }
             *     ]
             */
            to?: {
                /**
                 * @description Id of the wallet that receives this part.
                 * @example 42
                 */
                to_id: string;
                /**
                 * @description What it receives, in whole minor units.
                 * @example 50
                 */
                amount: string;
            }[];
            /**
             * @description The transfer is not final.
             * @example PROCESSING
             * @constant
             */
            status: "PROCESSING";
            /**
             * @description Explanation of the status for people.
             * @example waiting for approval
             */
            note: string;
            /**
             * Format: date-time
             * @description When the money was held (RFC 3339).
             * @example 2026-11-23T09:00:00.231Z
             */
            authorised_at: string;
            /**
             * Format: date-time
             * @description From then on nobody can approve it (RFC 3339).
             * @example 2026-11-30T09:00:00.000Z
             */
            expires_at: string;
            /**
             * @description Id of the user who asked for the payment.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            asked_by: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserStatementWebhook: {
            /**
             * @description Type of the event.
             * @example statement.posted
             * @constant
             */
            type: "statement.posted";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserStatementEvent"];
        };
        /** @description An entry was posted to the statement of one of your wallets. */
        UserStatementEvent: {
            /**
             * @description Your wallet, from whose side the event is told.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Number of the entry in the statement of the wallet.
             * @example 1041
             */
            seq: number;
            /**
             * @description Id of the transfer that posted the amount.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID?: string;
            /**
             * @description Amount in whole minor units. It is negative if the money leaves your wallet.
             * @example -50
             */
            amount: string;
            /**
             * @description The currency of the wallet. `XXX` is no currency.
             * @example EUR
             */
            currency?: string;
            /**
             * @description The balance after the entry.
             * @example 1200
             */
            balance: string;
            /**
             * Format: date-time
             * @description When it was posted (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            posted_at: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserWalletWebhook: {
            /**
             * @description Type of the event.
             * @example wallet.frozen
             * @enum {string}
             */
            type: "wallet.frozen" | "wallet.unfrozen" | "wallet.closed";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserWalletEvent"];
        };
        /** @description What is frozen of one of your wallets has changed, or the wallet was closed. */
        UserWalletEvent: {
            /**
             * @description Your wallet, from whose side the event is told.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Number of the change. Those of a wallet rise, with gaps: the event with the highest one says what holds.
             * @example 3
             */
            change: number;
            /**
             * @description Who made the change: the owner of the wallet, or an operator.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "operator";
            /**
             * @description The owner's freeze after the change, or null.
             * @example debits
             */
            frozen: ("debits" | "credits" | "all") | null;
            /**
             * @description An operator's freeze after the change, or null.
             * @example null
             */
            operator_frozen: ("debits" | "credits" | "all") | null;
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserSharingWebhook: {
            /**
             * @description Type of the event.
             * @example wallet.shared
             * @enum {string}
             */
            type: "wallet.shared" | "wallet.share_changed" | "wallet.unshared";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserSharingEvent"];
        };
        /** @description With whom one of your wallets is shared has changed, or what another user shares with you. */
        UserSharingEvent: {
            /**
             * @description Id of the wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Number of the change. Those of the shares of a wallet rise: of a member, the event with the highest one says what holds.
             * @example 2
             */
            change: number;
            /**
             * @description Id of the owner of the wallet.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            owner_id: string;
            /**
             * @description Id of the user with whom it is shared.
             * @example 7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a
             */
            member_id: string;
            /**
             * @description Who made the change. deletion: the account of the owner or of the member was deleted.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "member" | "deletion";
            /**
             * @description The most that payments of the member may take in a day, in minor units. null: the member pays nothing.
             * @example 500
             */
            max_per_day: string | null;
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserRuleWebhook: {
            /**
             * @description Type of the event.
             * @example wallet.rule_changed
             * @enum {string}
             */
            type: "wallet.rule_changed" | "wallet.rule_change_asked" | "wallet.rule_change_dropped";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserRuleEvent"];
        };
        /** @description Which payments need an approval has changed, or a change waits: of one of your wallets, or of one that you approve for. If you are an approver no more, you see yourself alone in `former_approvers`, and not the rule. */
        UserRuleEvent: {
            /**
             * @description Id of the wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Number of the change. Those of the rule of a wallet rise: the event with the highest one says what holds.
             * @example 2
             */
            change: number;
            /**
             * @description Id of the owner of the wallet.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            owner_id: string;
            /**
             * @description Who made the change. deletion: the account of an approver was deleted.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "approver" | "operator" | "deletion";
            /**
             * @description Id of that user. Absent for an operator.
             * @example 7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a
             */
            by_id?: string;
            /**
             * Format: date-time
             * @description When it was changed (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
            /**
             * @description The most that a payment takes without an approval, in minor units. null: no payment needs one.
             * @example 500
             */
            approval_above?: string | null;
            /**
             * @description Ids of the users who may approve, without the owner.
             * @example [
             *       "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a"
             *     ]
             */
            approvers?: string[];
            /**
             * @description A change of the rule that waits for an approver, or null.
             * @example null
             */
            waits?: {
                /**
                 * @description Id of the change that was asked for.
                 * @example 01KABZ7B5N9W1D3F5H7K9M2P4R
                 */
                change_id: string;
                /**
                 * @description Id of the user who asked for it.
                 * @example 7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a
                 */
                asked_by: string;
                /**
                 * @description The most that a payment takes without an approval, in minor units. null: no payment needs one.
                 * @example 500
                 */
                approval_above: string | null;
                /**
                 * @description Ids of the users who may approve, without the owner.
                 * @example [
                 *       "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a"
                 *     ]
                 */
                approvers: string[];
                /**
                 * Format: date-time
                 * @description From then on nobody can approve it (RFC 3339). It has no event then.
                 * @example 2026-11-30T09:00:00.000Z
                 */
                expires_at: string;
            } | null;
            /**
             * @description Ids of the users who were approvers until this change.
             * @example []
             */
            former_approvers: string[];
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserKeyWebhook: {
            /**
             * @description Type of the event.
             * @example key.made
             * @enum {string}
             */
            type: "key.made" | "key.revoked";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserKeyEvent"];
        };
        /** @description One of your keys was made or revoked. */
        UserKeyEvent: {
            /**
             * @description Id of the key.
             * @example 01KABZ6D2E8V4X5R6M7N8P9QST
             */
            key_id: string;
            /**
             * @description owner: the user of the key. deletion: the account of the user was deleted.
             * @example owner
             * @enum {string}
             */
            by: "owner" | "deletion";
            /**
             * Format: date-time
             * @description From then on it is refused (RFC 3339), if it has an end.
             * @example 2027-01-01T00:00:00.000Z
             */
            expires_at?: string;
            /**
             * Format: date-time
             * @description When it was made or revoked (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            changed_at: string;
        };
        /** @description The body of a delivery to a webhook of a user. */
        UserTestWebhook: {
            /**
             * @description Type of the event.
             * @example webhook.test
             * @constant
             */
            type: "webhook.test";
            /**
             * Format: date-time
             * @description When it happened (RFC 3339).
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["UserTestEvent"];
        };
        /** @description A test that you asked for. */
        UserTestEvent: {
            /**
             * @description Id of the webhook.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            webhook_id: string;
        };
        /** @description The tokens of a session. */
        Session: {
            /**
             * @description Bearer token. Send it as `Authorization: Bearer <token>`.
             * @example eyJhbGciOiJFZERTQSJ9.e30.c2ln
             */
            token: string;
            /** @constant */
            token_type: "Bearer";
            /**
             * @description Lifetime of the token in seconds. `POST /auth/refresh` then returns a new one.
             * @example 900
             */
            expires_in: number;
            /**
             * @description What `POST /auth/refresh` takes, once: each use replaces it. It is a secret like a password.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1
             */
            refresh_token: string;
            /**
             * @description The session ends after this many seconds, unless it is refreshed before.
             * @example 86400
             */
            refresh_expires_in: number;
            /**
             * @description Missing: all that the user may do. `second_factor`: this service requires a second factor, and the user has none. The session adds one, sees sessions and sign-ins, and logs out. Other requests get `add_second_factor` until `POST /auth/refresh` returns a token without it.
             * @enum {string}
             */
            scope?: "second_factor";
            /**
             * @description The login of the user. Only `POST /auth/login/passkey` has it: whoever logs in with a passkey types none.
             * @example ann
             */
            login?: string;
        };
        /** @description Problem details (RFC 9457). */
        Problem: {
            /** @constant */
            type: "about:blank";
            /**
             * @description The HTTP status in words.
             * @example Not Found
             */
            title: string;
            /**
             * @description The HTTP status.
             * @example 404
             */
            status: number;
            code: components["schemas"]["ErrorCode"];
            /**
             * @description Explanation of the error for people.
             * @example You have no such wallet.
             */
            detail: string;
            /** @description The rules that the request breaks, 20 at most. Only errors with the code `invalid_input` have it. */
            errors?: {
                /**
                 * @description Name of the field, parameter or header.
                 * @example amount
                 */
                field: string;
                /**
                 * @description The rule that it breaks.
                 * @example is required
                 */
                message: string;
            }[];
            /** @description What `POST /auth/login/code` takes, and `POST /auth/login/passkey`. Only errors with the code `second_factor_required` have it. */
            challenge?: string;
            /**
             * @description What completes the login: `passkey` by `POST /auth/login/passkey`, and `code` or `recovery_code` by `POST /auth/login/code`. Only users with a passkey have it: others have a code.
             * @example [
             *       "passkey",
             *       "code"
             *     ]
             */
            methods?: ("passkey" | "code" | "recovery_code")[];
            /** @description The shard to ask next. Only errors of a shard with the codes `wallet_moving` and `wallet_moved` have it. */
            shard?: number;
            /** @description Lifetime of the challenge in seconds. */
            expires_in?: number;
        };
        /**
         * @description Identifies the error. A code never changes its meaning.
         * @example wallet_not_found
         * @enum {string}
         */
        ErrorCode: "invalid_input" | "unauthenticated" | "insufficient_scope" | "wrong_credentials" | "user_blocked" | "wrong_password" | "second_factor_required" | "challenge_ended" | "wrong_code" | "step_up_required" | "add_second_factor" | "last_factor" | "factor_exists" | "factor_not_found" | "wrong_passkey" | "passkey_exists" | "passkey_not_found" | "too_many_passkeys" | "wrong_reset_code" | "session_ended" | "session_not_found" | "member_scope" | "user_not_found" | "member_not_found" | "too_many_members" | "key_scope" | "key_not_found" | "key_in_use" | "too_many_keys" | "wallet_not_found" | "transaction_not_found" | "webhook_not_found" | "delivery_not_found" | "no_such_wallet" | "route_not_found" | "not_acceptable" | "method_not_allowed" | "login_taken" | "wallet_taken" | "schedule_not_found" | "too_many_schedules" | "already_started" | "already_cancelled" | "too_many_wallets" | "too_many_webhooks" | "webhook_blocked" | "transaction_mismatch" | "not_authorised" | "already_captured" | "already_voided" | "hold_expired" | "capture_in_progress" | "not_refundable" | "refund_exceeds" | "transaction_not_final" | "root_not_kept" | "transaction_settled" | "deadline_passed" | "headers_too_large" | "payload_too_large" | "unsupported_media_type" | "wrong_shard" | "wallet_moving" | "wallet_moved" | "entries_behind" | "wallet_closed" | "wallet_frozen" | "account_in_use" | "wallet_not_empty" | "controls_changed" | "approval_required" | "approval_excludes_capture" | "own_request" | "not_awaiting_approval" | "already_approved" | "already_rejected" | "approval_expired" | "change_not_found" | "limits_by_operator" | "idempotency_key_reused" | "wrong_currency" | "currency_differs" | "insufficient_funds" | "payment_limit_exceeded" | "daily_limit_exceeded" | "spending_limit_exceeded" | "below_minimum_balance" | "too_many_requests" | "too_many_attempts" | "unavailable" | "too_many_open_transactions" | "internal_error";
        /** @description `PublicKeyCredentialRequestOptionsJSON` of WebAuthn. */
        PasskeyRequestOptions: {
            /**
             * @description What the authenticator signs. It is taken once, within 5 minutes.
             * @example y6VqCw3bq0mXKpPZ2yXlQ8fS4n0d1eR7tU5vW9aBcDe
             */
            challenge: string;
            /**
             * @description For so long the browser asks the user, in ms.
             * @example 300000
             */
            timeout: number;
            /**
             * @description The domain at whose pages the passkeys are valid.
             * @example pay.example
             */
            rpId: string;
            /**
             * @description The authenticator recognizes its user by a PIN, a finger or a face.
             * @constant
             */
            userVerification: "required";
            /**
             * @description Your passkeys. Missing for a login, which begins without a user.
             * @example []
             */
            allowCredentials?: components["schemas"]["PasskeyDescriptor"][];
        };
        /** @description A passkey that the browser looks for. */
        PasskeyDescriptor: {
            /**
             * @description Id of the credential.
             * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
             */
            id: string;
            /** @constant */
            type: "public-key";
            transports: string[];
        };
        /** @description A session: what began with one login. */
        OwnSession: {
            /**
             * @description Id of the session: a ULID.
             * @example 01KABZ6F0V8Q4T2N9X7B5C3D1E
             */
            session_id: string;
            /**
             * Format: date-time
             * @description When the login was.
             * @example 2026-11-23T10:15:30.123Z
             */
            begun_at: string;
            /**
             * Format: date-time
             * @description When it was last refreshed. Its last request is up to 15 minutes later.
             * @example 2026-11-23T10:15:30.123Z
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @description When it ends, unless it is refreshed before.
             * @example 2026-11-23T10:15:30.123Z
             */
            expires_at: string;
            /**
             * @description Where it was last refreshed from, roughly: the network of the address. Empty if that is unknown.
             * @example 203.0.113.0/24
             */
            network: string;
            /**
             * @description The program that did so, as it calls itself. Empty if it has no name.
             * @example curl/8.5.0
             */
            user_agent: string;
            /**
             * @description Whether this request is of this session.
             * @example true
             */
            current: boolean;
        };
        /** @description A sign-in, or an attempt at one. More kinds may be added. */
        OwnSignIn: {
            /**
             * Format: date-time
             * @description When it was.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * @description What was asked for. `refresh` is listed only if its refresh token came a second time. `second_factor_removal` is what an operator did for a user who had lost it.
             * @example login
             * @enum {string}
             */
            event: "registration" | "login" | "password_change" | "password_reset" | "refresh" | "account_deletion" | "step_up" | "second_factor_removal";
            /**
             * @description `succeeded` began a session, or did what the event says. `token_reused` ended one: its refresh token was stolen, or sent twice. `passkey_may_be_copied`: its signature was right, but its count of signatures has not grown. Others changed nothing.
             * @example succeeded
             * @enum {string}
             */
            result: "succeeded" | "wrong_password" | "wrong_code" | "wrong_passkey" | "passkey_may_be_copied" | "user_blocked" | "token_reused";
            /**
             * @description Whether it was with a passkey alone, or by the password and a passkey. Missing if no passkey was used.
             * @example passkey
             * @enum {string}
             */
            means?: "passkey" | "password_and_passkey";
            /**
             * @description Where it came from, roughly: the network of the address. Empty if that is unknown.
             * @example 203.0.113.0/24
             */
            network: string;
            /**
             * @description The program, as it calls itself. Empty if it has no name.
             * @example curl/8.5.0
             */
            user_agent: string;
        };
        /** @description The owner of the session has shown who they are. */
        Confirmation: {
            /**
             * Format: date-time
             * @description Until when the session counts as confirmed.
             * @example 2026-11-23T10:15:30.123Z
             */
            confirmed_until: string;
        };
        /** @description What a login needs beside the password. */
        SecondFactors: {
            /** @description The authenticator app. Missing if there is none. */
            totp?: {
                /**
                 * Format: date-time
                 * @description When its first code came.
                 * @example 2026-11-23T10:15:30.123Z
                 */
                since: string;
            };
            /** @description The passkeys, the oldest first. Missing if there are none. */
            passkeys?: components["schemas"]["OwnPasskey"][];
            /**
             * @description How many recovery codes are left.
             * @example 10
             */
            recovery_codes: number;
        };
        /** @description A passkey of a user. */
        OwnPasskey: {
            /**
             * @description Id of the passkey.
             * @example u0LmB3Jt5h1Vq7zXw2nR8yKc4dFe6gAoPiTsQlMvUbE
             */
            passkey_id: string;
            /**
             * @description What you call it.
             * @example My phone
             */
            name: string;
            /**
             * Format: date-time
             * @description When it was added.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When it was last used. Missing if it was not used yet.
             * @example 2026-11-23T10:15:30.123Z
             */
            last_used_at?: string;
            /**
             * @description Whether it is copied to other devices of its owner.
             * @example true
             */
            synced: boolean;
        };
        /** @description A secret that waits for its first code. */
        TotpEnrolment: {
            /**
             * @description The secret in Base32. No other response has it.
             * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
             */
            secret: string;
            /**
             * @description What the app reads, mostly as a QR code.
             * @example otpauth://totp/mib:ann?issuer=mib&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30
             */
            uri: string;
            /**
             * Format: date-time
             * @description Until when its first code is awaited.
             * @example 2026-11-23T10:15:30.123Z
             */
            expires_at: string;
        };
        /** @description Recovery codes, shown once. */
        RecoveryCodes: {
            /**
             * @description Each completes one login without the app. No other response has them.
             * @example [
             *       "4f8a1093-c3eb7d26-65e01f9a-0a2c4d81"
             *     ]
             */
            recovery_codes: string[];
        };
        /** @description `PublicKeyCredentialCreationOptionsJSON` of WebAuthn. */
        PasskeyCreationOptions: {
            /**
             * @description What the authenticator signs. It is taken once, within 5 minutes.
             * @example y6VqCw3bq0mXKpPZ2yXlQ8fS4n0d1eR7tU5vW9aBcDe
             */
            challenge: string;
            /**
             * @description For so long the browser asks the user, in ms.
             * @example 300000
             */
            timeout: number;
            rp: {
                /**
                 * @description The domain at whose pages it is valid.
                 * @example pay.example
                 */
                id: string;
                /**
                 * @description What the browser calls the service.
                 * @example mib
                 */
                name: string;
            };
            user: {
                /**
                 * @description The user, for the authenticator. It is no login.
                 * @example aGk0aWQtb2YtYS1jcmVkZW50aWFs
                 */
                id: string;
                /**
                 * @description The login.
                 * @example ann
                 */
                name: string;
                /**
                 * @description The login.
                 * @example ann
                 */
                displayName: string;
            };
            /**
             * @description The kinds of keys that are taken.
             * @example [
             *       {
             *         "type": "public-key",
             *         "alg": -7
             *       }
             *     ]
             */
            pubKeyCredParams: {
                /** @constant */
                type: "public-key";
                alg: number;
            }[];
            /**
             * @description Your passkeys: their authenticators make no second one.
             * @example []
             */
            excludeCredentials: components["schemas"]["PasskeyDescriptor"][];
            authenticatorSelection: {
                /** @constant */
                residentKey: "required";
                /** @constant */
                requireResidentKey: true;
                /**
                 * @description The authenticator recognizes its user by a PIN, a finger or a face.
                 * @constant
                 */
                userVerification: "required";
            };
            /** @constant */
            attestation: "none";
        };
        /** @description A new passkey. */
        AddedPasskey: {
            passkey: components["schemas"]["OwnPasskey"];
            /**
             * @description Each completes one login without the passkey. Missing if you had a second factor before. No other response has them.
             * @example [
             *       "4f8a1093-c3eb7d26-65e01f9a-0a2c4d81"
             *     ]
             */
            recovery_codes?: string[];
        };
        /** @description A new key. */
        MadeKey: {
            /**
             * @description Id of the key.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            key_id: string;
            /**
             * @description What you call it.
             * @example The shop
             */
            name: string;
            /**
             * @description The wallets that it reads, or `all` that are yours at the time of a request.
             * @example [
             *       "41"
             *     ]
             */
            read: "all" | string[];
            /**
             * @description The wallets that it pays from.
             * @example [
             *       {
             *         "wallet_id": "41",
             *         "max_per_day": "5000"
             *       }
             *     ]
             */
            pay: {
                /**
                 * @description Id of a wallet.
                 * @example 41
                 */
                wallet_id: string;
                /**
                 * @description The most that its payments from this wallet may take together in one day, in UTC.
                 * @example 5000
                 */
                max_per_day: string;
            }[];
            /**
             * @description An expired key is refused.
             * @example active
             * @enum {string}
             */
            status: "active" | "expired";
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description From when on it is refused. Missing if it does not expire.
             * @example 2026-11-23T10:15:30.123Z
             */
            expires_at?: string;
            /**
             * Format: date-time
             * @description When it was last used, or up to an hour before. Missing if it was never used.
             * @example 2026-11-23T10:15:30.123Z
             */
            last_used_at?: string;
            /**
             * @description The key itself, which the program sends as `Authorization: Bearer …`. No other response has it.
             * @example mib_key_01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6D2E8V4X5R6M7N8P9QST.3f5a1c0e9b7d4f6a8c2e1b3d5f7a9c0e2b4d6f8a1c3e5b7d9f0a2c4e6b8d0f1a
             */
            key: string;
        };
        /** @description A key of a program, without its secret. */
        Key: {
            /**
             * @description Id of the key.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            key_id: string;
            /**
             * @description What you call it.
             * @example The shop
             */
            name: string;
            /**
             * @description The wallets that it reads, or `all` that are yours at the time of a request.
             * @example [
             *       "41"
             *     ]
             */
            read: "all" | string[];
            /**
             * @description The wallets that it pays from.
             * @example [
             *       {
             *         "wallet_id": "41",
             *         "max_per_day": "5000"
             *       }
             *     ]
             */
            pay: {
                /**
                 * @description Id of a wallet.
                 * @example 41
                 */
                wallet_id: string;
                /**
                 * @description The most that its payments from this wallet may take together in one day, in UTC.
                 * @example 5000
                 */
                max_per_day: string;
            }[];
            /**
             * @description An expired key is refused.
             * @example active
             * @enum {string}
             */
            status: "active" | "expired";
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description From when on it is refused. Missing if it does not expire.
             * @example 2026-11-23T10:15:30.123Z
             */
            expires_at?: string;
            /**
             * Format: date-time
             * @description When it was last used, or up to an hour before. Missing if it was never used.
             * @example 2026-11-23T10:15:30.123Z
             */
            last_used_at?: string;
        };
        CreatedWallet: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            status: components["schemas"]["WalletStatus"];
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
        };
        /**
         * @description CREATING until the shard has created the wallet, then ACTIVE.
         * @example ACTIVE
         * @enum {string}
         */
        WalletStatus: "CREATING" | "ACTIVE";
        /** @description The currencies of this stage. Wallets with one that is no longer listed keep it: of a code of ISO 4217, its digits are known. */
        Currencies: {
            /**
             * @description The currency of a wallet whose creation names none.
             * @example EUR
             */
            default: string;
            /**
             * @description The currencies that a new wallet may have.
             * @example [
             *       {
             *         "currency": "EUR",
             *         "digits": 2
             *       },
             *       {
             *         "currency": "POINTS",
             *         "digits": 0,
             *         "name": "Points"
             *       }
             *     ]
             */
            currencies: components["schemas"]["ListedCurrency"][];
        };
        ListedCurrency: {
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * @description How many decimals the currency has: `1250` minor units of EUR, which has 2, are 12.50 EUR.
             * @example 2
             */
            digits: number;
            /**
             * @description What people read, where ISO 4217 does not have the code.
             * @example Points
             */
            name?: string;
        };
        /** @description A wallet of yours, whose name and metadata only you see, or one that is shared with you. */
        Wallet: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            status: components["schemas"]["WalletStatus"];
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
            /**
             * @description What you call the wallet.
             * @example Household
             */
            name?: string;
            /**
             * @description Your own texts for your programs, by key.
             * @example {
             *       "customer": "c-118",
             *       "order": "6735"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description What you may do with a wallet that another user shares with you. Missing in a wallet of yours.
             * @example {
             *       "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
             *       "owner_login": "ann",
             *       "max_per_day": "5000"
             *     }
             */
            shared?: {
                /**
                 * @description Id of its owner.
                 * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
                 */
                owner_id: string;
                /**
                 * @description The login of its owner. Missing in a wallet that was shared before 2026-11-27, until its owner changes a share of it.
                 * @example ann
                 */
                owner_login?: string;
                /**
                 * @description The most that your payments from it may take together in one day, in UTC. null: you do not pay from it.
                 * @example 5000
                 */
                max_per_day: string | null;
            };
        };
        /** @description The freezes and limits of a wallet of yours. */
        WalletControls: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * @description Your own freeze. `debits`: the wallet pays nothing. `credits`: it receives nothing. `all`: both. null: it is not frozen.
             * @example debits
             */
            frozen: ("debits" | "credits" | "all") | null;
            /**
             * @description When you froze it, or null.
             * @example 2026-11-23T10:15:30.123Z
             */
            frozen_at: string | null;
            /**
             * @description An operator's freeze, which only an operator lifts. `debits`: the wallet pays nothing. `credits`: it receives nothing. `all`: both. null: it is not frozen.
             * @example debits
             */
            operator_frozen: ("debits" | "credits" | "all") | null;
            /**
             * @description When an operator froze it, or null.
             * @example 2026-11-23T10:15:30.123Z
             */
            operator_frozen_at: string | null;
            /**
             * @description When the wallet was closed, or null while it is open.
             * @example 2026-11-23T10:15:30.123Z
             */
            closed_at: string | null;
            /**
             * @description What every payment leaves in the wallet, or null.
             * @example 1000
             */
            minimum_balance: string | null;
            /**
             * @description The most that one payment may take, or null.
             * @example 500
             */
            max_payment: string | null;
            /**
             * @description The most that the payments of one day, in UTC, may take together, or null.
             * @example 2000
             */
            max_per_day: string | null;
            /**
             * @description The most that one payment may take without an approval, or null. "0": every payment needs one. PATCH /api/user/wallets/{id}/approval sets it.
             * @example 500
             */
            approval_above: string | null;
            /**
             * @description What `max_per_day` leaves today, or null.
             * @example 1500
             */
            left_today: string | null;
            /**
             * @description Who sets the limits. Once an operator has set one, you cannot change them until an operator removes all.
             * @example owner
             * @enum {string}
             */
            limits_by: "owner" | "operator";
        };
        /** @description A user with whom you share a wallet. */
        Member: {
            /**
             * @description The login of the user.
             * @example bob
             */
            login: string;
            /**
             * @description The most that their payments from this wallet may take together in one day, in UTC. null: they read it, and do not pay.
             * @example 5000
             */
            max_per_day: string | null;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            added_at: string;
        };
        /** @description The current balance of a wallet. */
        Balance: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * @description The sum of `available` and `reserved`.
             * @example 1250
             */
            balance: string;
            /**
             * @description Money that transfers can take.
             * @example 1250
             */
            available: string;
            /**
             * @description Money that transfers in flight hold.
             * @example 0
             */
            reserved: string;
            /**
             * @description What your freeze and that of an operator refuse together. Missing if the wallet is not frozen.
             * @example debits
             * @enum {string}
             */
            frozen?: "debits" | "credits" | "all";
            /**
             * Format: date-time
             * @description When the wallet was closed. Missing while it is open.
             * @example 2026-11-23T10:15:30.123Z
             */
            closed_at?: string;
            /** @description The newest transfer of the wallet, or null. */
            last_transaction: {
                /**
                 * @description Id of a transaction: a ULID, so that ids sort by time.
                 * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
                 */
                TxID: string;
                status: components["schemas"]["TransactionStatus"];
                /**
                 * @description Explanation of the status for people.
                 * @example transaction completed
                 */
                note: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, in UTC.
                 * @example 2026-11-23T10:15:30.123Z
                 */
                initiated_at: string;
            } | null;
        };
        /**
         * @description PENDING: not started yet. PROCESSING: in flight. SUCCESSFUL: the money has moved. INVALID: the transfer is impossible, for example for lack of funds. FAILED: the transfer did not complete in time, or was voided or expired, and no money has moved. The last three are final.
         * @example SUCCESSFUL
         * @enum {string}
         */
        TransactionStatus: "PENDING" | "PROCESSING" | "INVALID" | "FAILED" | "SUCCESSFUL";
        /** @description The balance of a wallet at a past time. */
        PastBalance: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * Format: date-time
             * @description The requested time.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * Format: date-time
             * @description The time of the balance: `at`, or one minute before the request if `at` is later. The balance at one `as_of` never changes.
             * @example 2026-11-23T10:15:30.123Z
             */
            as_of: string;
            /**
             * @description Whole minor units.
             * @example 1250
             */
            balance: string;
        };
        /** @description What one transfer posted to a wallet. */
        StatementEntry: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Number of the entry in the statement: 1, 2, 3, … without a gap.
             * @example 1041
             */
            seq: number;
            /**
             * @description Id of the transaction that posted the amount. The first entry of a wallet that is older than its statement has none: it posts the balance of that time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID?: string;
            /**
             * @description What was posted, in whole minor units. It is negative if the money left the wallet.
             * @example -50
             */
            amount: string;
            /**
             * @description The balance after the entry. Money in flight is part of it until it is posted.
             * @example 1200
             */
            balance: string;
            /**
             * Format: date-time
             * @description When it was posted. It never falls from one entry to the next.
             * @example 2026-11-23T10:15:30.123Z
             */
            posted_at: string;
            /**
             * @description SHA-256, in base64url, over the bytes of the hash before and this entry without `hash` in the form of RFC 8785. Before the first entry there are 32 zero bytes.
             * @example D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0
             */
            hash: string;
        };
        /**
         * @description A transfer from the side of one of its wallets, with its timeline.
         * @example {
         *       "wallet_id": "41",
         *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
         *       "amount": "-50",
         *       "ammount": "-50",
         *       "currency": "EUR",
         *       "status": "SUCCESSFUL",
         *       "note": "transaction completed",
         *       "reference": "INV-1",
         *       "payer_note": "Rent for November",
         *       "metadata": {
         *         "customer": "c-118",
         *         "order": "6735"
         *       },
         *       "initiated_at": "2026-11-23T10:15:30.123Z",
         *       "committed_at": "2026-11-23T10:15:30.123Z",
         *       "from_id": "41",
         *       "to_id": "42",
         *       "timeline": [
         *         {
         *           "at": "2026-11-23T10:15:30.123Z",
         *           "status": "PENDING"
         *         },
         *         {
         *           "at": "2026-11-23T10:15:30.171Z",
         *           "status": "PROCESSING"
         *         },
         *         {
         *           "at": "2026-11-23T10:15:30.226Z",
         *           "held": "debit",
         *           "wallet_id": "41",
         *           "shard": 1
         *         },
         *         {
         *           "at": "2026-11-23T10:15:30.231Z",
         *           "held": "credit",
         *           "wallet_id": "42",
         *           "shard": 0
         *         },
         *         {
         *           "at": "2026-11-23T10:15:30.284Z",
         *           "decision": "COMMIT"
         *         },
         *         {
         *           "at": "2026-11-23T10:15:30.337Z",
         *           "settled": "debit",
         *           "wallet_id": "41",
         *           "shard": 1
         *         },
         *         {
         *           "at": "2026-11-23T10:15:30.342Z",
         *           "settled": "credit",
         *           "wallet_id": "42",
         *           "shard": 0
         *         },
         *         {
         *           "at": "2026-11-23T10:15:30.396Z",
         *           "status": "SUCCESSFUL"
         *         }
         *       ]
         *     }
         */
        TransactionDetail: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Id of a transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Amount in whole minor units. It is negative if the money leaves the wallet.
             * @example -50
             */
            amount: string;
            /**
             * @deprecated
             * @description The same as `amount`, as the first version spelled it.
             * @example -50
             */
            ammount: string;
            /**
             * @description The currency of its wallets.
             * @example EUR
             */
            currency: string;
            status: components["schemas"]["TransactionStatus"];
            /**
             * @description Explanation of the status for people.
             * @example transaction completed
             */
            note: string;
            /**
             * @description The payer's reference.
             * @example INV-1
             */
            reference?: string;
            /**
             * @description The payer's message to the payee.
             * @example Rent for November
             */
            payer_note?: string;
            /**
             * @description The payer's own texts. Only the payer has them.
             * @example {
             *       "customer": "c-118",
             *       "order": "6735"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description Id of the scheduled transfer whose payment it is. Only the payer has it.
             * @example 01KABZ4YQ8V6ZJ2N3R7T9W0X1A
             */
            schedule_id?: string;
            /** @description Who asked for it. Absent if the owner of the wallet did by a session or a schedule, and in transfers from before 2026-11-27. Only the payer has it. */
            paid_by?: components["schemas"]["PaidBy"];
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            initiated_at: string;
            /**
             * Format: date-time
             * @description When the transfer was decided to commit. The statement of each wallet says when it was posted there, from when on it counts in the balance at a time. Absent if it is not.
             * @example 2026-11-23T10:15:30.123Z
             */
            committed_at?: string;
            /**
             * Format: date-time
             * @description When the money was held for a later capture.
             * @example 2026-11-23T10:15:30.226Z
             */
            authorised_at?: string;
            /**
             * Format: date-time
             * @description Until when the payee may capture it. Then the money goes back to the payer.
             * @example 2026-11-30T10:15:30.123Z
             */
            expires_at?: string;
            /**
             * @description What the payee captured, if it is less than `amount`. The rest went back to the payer. A payee has it as `amount`.
             * @example 30
             */
            captured?: string;
            approval?: components["schemas"]["Approval"];
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /**
             * @description Id of the wallet that receives the money. The payer of several payees has `to` instead. A payee has its own id here and does not see the others.
             * @example 42
             */
            to_id?: string;
            /**
             * @description The payees, if there are several. Only the payer has it.
             * @example [
             *       {
             *         "to_id": "42",
             *         "amount": "30"
             *       },
             *       {
             *         "to_id": "43",
             *         "amount": "20"
             *       }
             *     ]
             */
            to?: components["schemas"]["Payee"][];
            /**
             * @description Id of the transaction that this one refunds, of the same two wallets.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            refund_of?: string;
            /**
             * @description The refunds of this transaction, oldest first. The payee sees each from its start, and one that does not happen leaves the list. The payer sees those that happened.
             * @example [
             *       {
             *         "TxID": "01KABZ6M3VQ0Y8R4T2XJ5W7N9C",
             *         "amount": "20"
             *       }
             *     ]
             */
            refunds?: components["schemas"]["Refund"][];
            /**
             * @description The sum of `refunds`, if there are any.
             * @example 20
             */
            refunded?: string;
            /**
             * @description Every status of the transfer, its decision, and when each side was held and settled, oldest first.
             * @example [
             *       {
             *         "at": "2026-11-23T10:15:30.123Z",
             *         "status": "PENDING"
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.171Z",
             *         "status": "PROCESSING"
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.226Z",
             *         "held": "debit",
             *         "wallet_id": "41",
             *         "shard": 1
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.231Z",
             *         "held": "credit",
             *         "wallet_id": "42",
             *         "shard": 0
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.284Z",
             *         "decision": "COMMIT"
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.337Z",
             *         "settled": "debit",
             *         "wallet_id": "41",
             *         "shard": 1
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.342Z",
             *         "settled": "credit",
             *         "wallet_id": "42",
             *         "shard": 0
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.396Z",
             *         "status": "SUCCESSFUL"
             *       }
             *     ]
             */
            timeline: components["schemas"]["TimelineEntry"][];
        };
        /** @description A member of the wallet, or a key of its owner, who asked for a payment. */
        PaidBy: {
            /**
             * @description Id of the user.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            user_id: string;
            /**
             * @description Their login, if the wallet is shared with them now. What is read has it, and the response to a payment does not.
             * @example bob
             */
            login?: string;
            /**
             * @description The key of a program that sent it, if one did.
             * @example {
             *       "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
             *       "name": "The shop"
             *     }
             */
            key?: {
                /**
                 * @description Id of the key.
                 * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
                 */
                key_id: string;
                /**
                 * @description What it was called at the time of the payment.
                 * @example The shop
                 */
                name: string;
            };
        };
        /** @description The approval of a second person that a payment needs. Only the payer has it. */
        Approval: {
            /**
             * @description What became of it. The status says whether the money moved.
             * @example waiting
             * @enum {string}
             */
            state: "waiting" | "approved" | "rejected" | "expired";
            /**
             * @description Id of the user who asked for the payment.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            asked_by: string;
            /**
             * @description Id of the user who approved or rejected it.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            decided_by?: string;
            /**
             * Format: date-time
             * @description When they did.
             * @example 2026-11-23T10:15:30.123Z
             */
            decided_at?: string;
        };
        /** @description A payee of a transfer to several. */
        Payee: {
            /**
             * @description Id of the wallet that receives this part.
             * @example 42
             */
            to_id: string;
            /**
             * @description What it receives, in whole minor units.
             * @example 30
             */
            amount: string;
        };
        /** @description A refund of a transaction. */
        Refund: {
            /**
             * @description Id of the refund, a transaction of its own.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description What it gives back, in whole minor units.
             * @example 20
             */
            amount: string;
        };
        /** @description An event of a transfer: a status, the decision, or what a shard responded about one side. Events of other kinds may be added. */
        TimelineEntry: {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            status: components["schemas"]["TransactionStatus"];
        } | {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * @description The decision on the transfer, which is final.
             * @example COMMIT
             * @enum {string}
             */
            decision: "COMMIT" | "ABORT";
        } | {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * @description The payment was approved, or rejected, by a user.
             * @example approved
             * @enum {string}
             */
            approval: "approved" | "rejected";
            /**
             * @description Id of the user.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            by: string;
        } | {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * @description Id of the wallet that this side is of.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The shard holds this side of the transfer.
             * @example debit
             * @enum {string}
             */
            held: "debit" | "credit";
            /**
             * @description Number of the shard that responded.
             * @example 0
             */
            shard: number;
        } | {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * @description Id of the wallet that this side is of.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The shard responded, and does not hold this side of the transfer.
             * @example credit
             * @enum {string}
             */
            refused: "debit" | "credit";
            /**
             * @description Number of the shard that responded.
             * @example 0
             */
            shard: number;
        } | {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * @description Id of the wallet that this side is of.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The shard of this side gave no response in time. It may or may not hold it until the transfer is final.
             * @example credit
             * @enum {string}
             */
            unconfirmed: "debit" | "credit";
        } | {
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * @description Id of the wallet that this side is of.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The shard has applied the decision to this side of the transfer.
             * @example debit
             * @enum {string}
             */
            settled: "debit" | "credit";
            /**
             * @description Number of the shard that responded.
             * @example 0
             */
            shard: number;
            /**
             * @description The shard had applied the decision before `at`, for an earlier request whose response was lost or not stored.
             * @example true
             * @constant
             */
            earlier?: true;
        };
        /**
         * @description A transfer that is stored and reaches a final status.
         * @example {
         *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
         *       "status": "PENDING"
         *     }
         */
        Accepted: {
            /**
             * @description Id of a transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            status: components["schemas"]["TransactionStatus"];
        };
        /**
         * @description The result of each transfer of a batch.
         * @example {
         *       "results": [
         *         {
         *           "idempotency_key": "salaries-2026-11-17",
         *           "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
         *           "status": "PENDING"
         *         },
         *         {
         *           "idempotency_key": "salaries-2026-11-18",
         *           "error": {
         *             "code": "wallet_not_found",
         *             "message": "You have no such wallet."
         *           }
         *         }
         *       ]
         *     }
         */
        BatchResults: {
            /** @description A result for each transfer, in the order of the request. */
            results: ({
                /**
                 * @description The key of the transfer.
                 * @example salaries-2026-11-17
                 */
                idempotency_key: string;
                /**
                 * @description Id of a transaction: a ULID, so that ids sort by time.
                 * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
                 */
                TxID: string;
                status: components["schemas"]["TransactionStatus"];
            } | {
                /**
                 * @description The key of the transfer.
                 * @example salaries-2026-11-17
                 */
                idempotency_key: string;
                error: {
                    code: components["schemas"]["ErrorCode"];
                    /**
                     * @description Explanation for people.
                     * @example You have no such wallet.
                     */
                    message: string;
                    /** @description The rules that this transfer breaks by now, such as a time that has passed. */
                    errors?: {
                        /**
                         * @description Name of the field, parameter or header.
                         * @example amount
                         */
                        field: string;
                        /**
                         * @description The rule that it breaks.
                         * @example is required
                         */
                        message: string;
                    }[];
                };
            })[];
        };
        /**
         * @description A transfer from the side of one of its wallets.
         * @example {
         *       "wallet_id": "41",
         *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
         *       "amount": "-50",
         *       "ammount": "-50",
         *       "currency": "EUR",
         *       "status": "SUCCESSFUL",
         *       "note": "transaction completed",
         *       "reference": "INV-1",
         *       "payer_note": "Rent for November",
         *       "metadata": {
         *         "customer": "c-118",
         *         "order": "6735"
         *       },
         *       "initiated_at": "2026-11-23T10:15:30.123Z",
         *       "committed_at": "2026-11-23T10:15:30.123Z",
         *       "from_id": "41",
         *       "to_id": "42"
         *     }
         */
        Transaction: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Id of a transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Amount in whole minor units. It is negative if the money leaves the wallet.
             * @example -50
             */
            amount: string;
            /**
             * @deprecated
             * @description The same as `amount`, as the first version spelled it.
             * @example -50
             */
            ammount: string;
            /**
             * @description The currency of its wallets.
             * @example EUR
             */
            currency: string;
            status: components["schemas"]["TransactionStatus"];
            /**
             * @description Explanation of the status for people.
             * @example transaction completed
             */
            note: string;
            /**
             * @description The payer's reference.
             * @example INV-1
             */
            reference?: string;
            /**
             * @description The payer's message to the payee.
             * @example Rent for November
             */
            payer_note?: string;
            /**
             * @description The payer's own texts. Only the payer has them.
             * @example {
             *       "customer": "c-118",
             *       "order": "6735"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * @description Id of the scheduled transfer whose payment it is. Only the payer has it.
             * @example 01KABZ4YQ8V6ZJ2N3R7T9W0X1A
             */
            schedule_id?: string;
            /** @description Who asked for it. Absent if the owner of the wallet did by a session or a schedule, and in transfers from before 2026-11-27. Only the payer has it. */
            paid_by?: components["schemas"]["PaidBy"];
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            initiated_at: string;
            /**
             * Format: date-time
             * @description When the transfer was decided to commit. The statement of each wallet says when it was posted there, from when on it counts in the balance at a time. Absent if it is not.
             * @example 2026-11-23T10:15:30.123Z
             */
            committed_at?: string;
            /**
             * Format: date-time
             * @description When the money was held for a later capture.
             * @example 2026-11-23T10:15:30.226Z
             */
            authorised_at?: string;
            /**
             * Format: date-time
             * @description Until when the payee may capture it. Then the money goes back to the payer.
             * @example 2026-11-30T10:15:30.123Z
             */
            expires_at?: string;
            /**
             * @description What the payee captured, if it is less than `amount`. The rest went back to the payer. A payee has it as `amount`.
             * @example 30
             */
            captured?: string;
            approval?: components["schemas"]["Approval"];
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /**
             * @description Id of the wallet that receives the money. The payer of several payees has `to` instead. A payee has its own id here and does not see the others.
             * @example 42
             */
            to_id?: string;
            /**
             * @description The payees, if there are several. Only the payer has it.
             * @example [
             *       {
             *         "to_id": "42",
             *         "amount": "30"
             *       },
             *       {
             *         "to_id": "43",
             *         "amount": "20"
             *       }
             *     ]
             */
            to?: components["schemas"]["Payee"][];
            /**
             * @description Id of the transaction that this one refunds, of the same two wallets.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            refund_of?: string;
            /**
             * @description The refunds of this transaction, oldest first. The payee sees each from its start, and one that does not happen leaves the list. The payer sees those that happened.
             * @example [
             *       {
             *         "TxID": "01KABZ6M3VQ0Y8R4T2XJ5W7N9C",
             *         "amount": "20"
             *       }
             *     ]
             */
            refunds?: components["schemas"]["Refund"][];
            /**
             * @description The sum of `refunds`, if there are any.
             * @example 20
             */
            refunded?: string;
        };
        /** @description What waits for a decision: a payment, or a change of a rule. */
        WaitingApproval: {
            /**
             * @description A payment that waits.
             * @example payment
             * @constant
             */
            kind: "payment";
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Id of a transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description What the wallet pays, in whole minor units.
             * @example 700
             */
            amount: string;
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * @description Who is paid.
             * @example [
             *       {
             *         "to_id": "43",
             *         "amount": "700"
             *       }
             *     ]
             */
            to: components["schemas"]["Payee"][];
            /**
             * @description The payer's reference.
             * @example INV-1
             */
            reference?: string;
            /**
             * @description The payer's message to the payee.
             * @example Rent for November
             */
            payer_note?: string;
            /**
             * @description Id of the transaction that it refunds, if it is a refund.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            refund_of?: string;
            /**
             * @description Id of the user who asked for it.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            asked_by: string;
            /**
             * Format: date-time
             * @description When they did.
             * @example 2026-11-23T10:15:30.123Z
             */
            asked_at: string;
            /**
             * Format: date-time
             * @description From then on nobody can approve it.
             * @example 2026-11-30T10:15:30.123Z
             */
            expires_at: string;
            /**
             * @description Whether you may approve it. Whoever has asked for it can only reject it.
             * @example true
             */
            may_approve: boolean;
        } | {
            /**
             * @description A change of the rule that waits.
             * @example rule
             * @constant
             */
            kind: "rule";
            /**
             * @description Id of the wallet whose rule would change.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description Id of the change.
             * @example 01KABZ7B5N9W1D3F5H7K9M2P4R
             */
            change_id: string;
            /**
             * @description The most that a payment takes without an approval. null: no payment needs one.
             * @example 500
             */
            approval_above: string | null;
            /**
             * @description Who may approve. The owner is not listed, and may approve, too.
             * @example [
             *       {
             *         "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
             *         "wallet_id": "42"
             *       }
             *     ]
             */
            approvers: components["schemas"]["Approver"][];
            /**
             * @description Id of the user who asked for it.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            asked_by: string;
            /**
             * Format: date-time
             * @description When they did.
             * @example 2026-11-23T10:15:30.123Z
             */
            asked_at: string;
            /**
             * Format: date-time
             * @description From then on nobody can approve it.
             * @example 2026-11-30T10:15:30.123Z
             */
            expires_at: string;
            /**
             * @description Whether you may approve it. Whoever has asked for it can only reject it.
             * @example true
             */
            may_approve: boolean;
        };
        /** @description A user who may approve payments of the wallet. */
        Approver: {
            /**
             * @description Id of a user.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            user_id: string;
            /**
             * @description A wallet of theirs.
             * @example 42
             */
            wallet_id: string;
            /**
             * @description true: their account is deleted, and they approve nothing any more. Once that is so of all, the owner changes the rule alone.
             * @example true
             */
            account_deleted?: boolean;
        };
        /** @description Which payments of a wallet need the approval of a second person, and whose. */
        ApprovalRule: {
            /**
             * @description Id of a wallet.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * @description The most that a payment takes without an approval. null: no payment needs one.
             * @example 500
             */
            approval_above: string | null;
            /**
             * @description Who may approve. The owner is not listed, and may approve, too.
             * @example [
             *       {
             *         "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
             *         "wallet_id": "42"
             *       }
             *     ]
             */
            approvers: components["schemas"]["Approver"][];
            /**
             * @description A change that waits for an approver, or null.
             * @example null
             */
            change: components["schemas"]["ApprovalRuleChange"] | null;
        };
        /** @description A change of the rule that waits for an approver. */
        ApprovalRuleChange: {
            /**
             * @description Id of the change.
             * @example 01KABZ7B5N9W1D3F5H7K9M2P4R
             */
            change_id: string;
            /**
             * @description The most that a payment takes without an approval. null: no payment needs one.
             * @example 500
             */
            approval_above: string | null;
            /**
             * @description Who may approve. The owner is not listed, and may approve, too.
             * @example [
             *       {
             *         "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
             *         "wallet_id": "42"
             *       }
             *     ]
             */
            approvers: components["schemas"]["Approver"][];
            /**
             * @description Id of the user who asked for it.
             * @example 3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90
             */
            asked_by: string;
            /**
             * Format: date-time
             * @description When they did.
             * @example 2026-11-23T10:15:30.123Z
             */
            asked_at: string;
            /**
             * Format: date-time
             * @description From then on nobody can approve it.
             * @example 2026-11-30T10:15:30.123Z
             */
            expires_at: string;
        };
        /** @description Money that is held for an authorised transfer. */
        Hold: {
            /**
             * @description Id of a transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /**
             * @description Id of the wallet that may capture it, or is paid. A payment to several that waits for an approval has `to`.
             * @example 42
             */
            to_id?: string;
            to?: components["schemas"]["Payee"][];
            /**
             * @description Amount in whole minor units. It is negative if the money leaves the wallet.
             * @example -50
             */
            amount: string;
            /**
             * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
             * @example EUR
             */
            currency: string;
            /**
             * Format: date-time
             * @description When the money was held for a later capture.
             * @example 2026-11-23T10:15:30.226Z
             */
            authorised_at: string;
            /**
             * Format: date-time
             * @description Until when the payee may capture it. Then the money goes back to the payer.
             * @example 2026-11-30T10:15:30.123Z
             */
            expires_at: string;
            /**
             * @description authorised: the payee may capture or void it. capturing: the payee has captured it, and the money moves now. In a payment that needs an approval, awaiting_approval: nobody has approved it yet. In such a payment, approved: the money moves now.
             * @example authorised
             * @enum {string}
             */
            status: "authorised" | "capturing" | "awaiting_approval" | "approved";
        };
        /**
         * @description Transfers to make at set times.
         * @example {
         *       "ScheduleID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
         *       "from_id": "41",
         *       "to_id": "42",
         *       "amount": "65000",
         *       "currency": "EUR",
         *       "reference": "INV-1",
         *       "note": "Rent for November",
         *       "metadata": {
         *         "customer": "c-118",
         *         "order": "6735"
         *       },
         *       "repeat": {
         *         "rrule": "FREQ=MONTHLY",
         *         "start": "2026-12-01T09:00:00",
         *         "time_zone": "Europe/Berlin"
         *       },
         *       "status": "ACTIVE",
         *       "next_at": "2027-02-01T08:00:00.000Z",
         *       "payments_left": 9,
         *       "created_at": "2026-11-23T10:15:30.123Z",
         *       "payments": [
         *         {
         *           "number": 3,
         *           "due_at": "2026-11-23T10:15:30.123Z",
         *           "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
         *           "status": "SUCCESSFUL",
         *           "note": "transaction completed"
         *         }
         *       ]
         *     }
         */
        ScheduledTransfer: {
            /**
             * @description Id of the scheduled transfer: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            ScheduleID: string;
            /**
             * @description Id of the wallet that pays.
             * @example 41
             */
            from_id: string;
            /**
             * @description Id of the wallet that receives the money, if there is one.
             * @example 42
             */
            to_id?: string;
            /**
             * @description The payees, if there are several.
             * @example [
             *       {
             *         "to_id": "42",
             *         "amount": "30"
             *       },
             *       {
             *         "to_id": "43",
             *         "amount": "20"
             *       }
             *     ]
             */
            to?: components["schemas"]["Payee"][];
            /**
             * @description What each payment takes from the wallet, in whole minor units.
             * @example 65000
             */
            amount: string;
            /**
             * @description The currency of the wallet that pays.
             * @example EUR
             */
            currency: string;
            /**
             * @description The payer's reference.
             * @example INV-1
             */
            reference?: string;
            /**
             * @description The payer's message to the payee.
             * @example Rent for November
             */
            note?: string;
            /**
             * @description Your own texts, which each payment has.
             * @example {
             *       "customer": "c-118",
             *       "order": "6735"
             *     }
             */
            metadata?: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When the transfer is due, if there is one.
             * @example 2026-11-23T10:15:30.123Z
             */
            execute_at?: string;
            /** @description When the payments repeat. */
            repeat?: {
                /**
                 * @description The recurrence rule (RFC 5545).
                 * @example FREQ=MONTHLY
                 */
                rrule: string;
                /**
                 * @description The local time from which on it counts.
                 * @example 2026-12-01T09:00:00
                 */
                start: string;
                /**
                 * @description The time zone of the start (IANA).
                 * @example Europe/Berlin
                 */
                time_zone: string;
            };
            status: components["schemas"]["ScheduleStatus"];
            /**
             * @description Why it was cancelled, if you did not.
             * @example the wallet has another owner
             */
            status_note?: string;
            /**
             * Format: date-time
             * @description When the next payment is due. An ACTIVE one has it.
             * @example 2027-02-01T08:00:00.000Z
             */
            next_at?: string;
            /**
             * @description How many payments are to come, if they are counted.
             * @example 9
             */
            payments_left?: number;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
            /** @description The last payments that have started, newest first: up to 10, and one in a list. */
            payments: components["schemas"]["ScheduledPayment"][];
        };
        /**
         * @description ACTIVE: payments are to come. DONE: all have started. CANCELLED: no other starts.
         * @example ACTIVE
         * @enum {string}
         */
        ScheduleStatus: "ACTIVE" | "DONE" | "CANCELLED";
        /** @description A payment that has started: a transaction of the wallet. */
        ScheduledPayment: {
            /**
             * @description Number of the payment: 1, 2, 3, …
             * @example 3
             */
            number: number;
            /**
             * Format: date-time
             * @description When it was due.
             * @example 2026-11-23T10:15:30.123Z
             */
            due_at: string;
            /**
             * @description Id of a transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            status: components["schemas"]["TransactionStatus"];
            /**
             * @description Explanation of the status for people.
             * @example transaction completed
             */
            note: string;
        };
        EntryReceipt: {
            /**
             * @description The receipt: a JWS in compact form, signed with a key of `/.well-known/jwks.json`.
             * @example eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJtaWItbG9jYWwifQ.c2lnbmF0dXJl
             */
            receipt: string;
            inclusion?: components["schemas"]["Inclusion"];
        };
        /** @description Shows that an entry is below a root that was kept. */
        Inclusion: {
            /**
             * @description The Merkle root of the heads of all statements, signed like a receipt.
             * @example eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJtaWItbG9jYWwifQ.c2lnbmF0dXJl
             */
            root: string;
            /**
             * @description The number of heads below the root.
             * @example 10000
             */
            size: number;
            /**
             * @description The position of the leaf.
             * @example 4711
             */
            index: number;
            /**
             * @description The hashes from the leaf to the root (RFC 6962), in base64url.
             * @example [
             *       "D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0"
             *     ]
             */
            path: string[];
            /**
             * @description The last entry of the wallet below the root. It is what the leaf is made of.
             * @example {
             *       "wallet_id": "41",
             *       "seq": 1041,
             *       "hash": "D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0"
             *     }
             */
            head: {
                /**
                 * @description Id of a wallet.
                 * @example 41
                 */
                wallet_id: string;
                seq: number;
                hash: string;
            };
            /** @description The entries from the receipt up to the head, which lead from hash to hash. At most 100: the statement has the others. */
            entries: components["schemas"]["StatementEntry"][];
        };
        TransactionReceipt: {
            /**
             * @description The receipt: a JWS in compact form, signed with a key of `/.well-known/jwks.json`.
             * @example eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJtaWItbG9jYWwifQ.c2lnbmF0dXJl
             */
            receipt: string;
        };
        /** @description A new webhook with its secret. */
        AddedWebhook: {
            /**
             * @description Id of the webhook.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            webhook_id: string;
            /**
             * @description The address of your receiver.
             * @example https://shop.example/mib
             */
            url: string;
            /**
             * @description The types of events that it receives.
             * @example [
             *       "transfer.final",
             *       "statement.posted"
             *     ]
             */
            types: string[];
            /**
             * @description What you call it.
             * @example The shop
             */
            description?: string;
            /**
             * @description A disabled webhook receives no events.
             * @example enabled
             * @enum {string}
             */
            status: "enabled" | "disabled";
            /**
             * Format: date-time
             * @description When it was disabled.
             * @example 2026-11-23T10:15:30.123Z
             */
            disabled_at?: string;
            /**
             * @description Why it is disabled. `failing`: every attempt failed for three days. `gone`: your receiver responded with 410. `user`: by you. `operator`: by an operator, who alone enables it.
             * @example failing
             * @enum {string}
             */
            disabled_reason?: "failing" | "gone" | "user" | "operator";
            /**
             * Format: date-time
             * @description When the first attempt failed since the last one that succeeded.
             * @example 2026-11-23T10:15:30.123Z
             */
            failing_since?: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
            /**
             * @description Signs the messages, by the Standard Webhooks specification. No other response has it.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret: string;
        };
        /** @description A receiver of your events. */
        Webhook: {
            /**
             * @description Id of the webhook.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            webhook_id: string;
            /**
             * @description The address of your receiver.
             * @example https://shop.example/mib
             */
            url: string;
            /**
             * @description The types of events that it receives.
             * @example [
             *       "transfer.final",
             *       "statement.posted"
             *     ]
             */
            types: string[];
            /**
             * @description What you call it.
             * @example The shop
             */
            description?: string;
            /**
             * @description A disabled webhook receives no events.
             * @example enabled
             * @enum {string}
             */
            status: "enabled" | "disabled";
            /**
             * Format: date-time
             * @description When it was disabled.
             * @example 2026-11-23T10:15:30.123Z
             */
            disabled_at?: string;
            /**
             * @description Why it is disabled. `failing`: every attempt failed for three days. `gone`: your receiver responded with 410. `user`: by you. `operator`: by an operator, who alone enables it.
             * @example failing
             * @enum {string}
             */
            disabled_reason?: "failing" | "gone" | "user" | "operator";
            /**
             * Format: date-time
             * @description When the first attempt failed since the last one that succeeded.
             * @example 2026-11-23T10:15:30.123Z
             */
            failing_since?: string;
            /**
             * Format: date-time
             * @description RFC 3339, in UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
        };
        /** @description The new secret of a webhook. */
        RotatedSecret: {
            /**
             * @description Id of the webhook.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            webhook_id: string;
            /**
             * @description Signs the messages, by the Standard Webhooks specification. No other response has it.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
             */
            secret: string;
            /**
             * Format: date-time
             * @description Until then the secret before signs, too.
             * @example 2026-11-24T10:15:30.123Z
             */
            old_until: string;
        };
        /** @description The delivery of an event to a webhook, as it stands. */
        WebhookDelivery: {
            /**
             * @description Id of the event: `webhook-id` of its messages. It sorts by the time of the event.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            delivery_id: string;
            /**
             * @description Type of the event.
             * @example transfer.final
             */
            type: string;
            /**
             * @description The wallet that the event is about.
             * @example 41
             */
            wallet_id?: string;
            /**
             * @description Id of the transfer that the event is about.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID?: string;
            /**
             * @description Id of your key that the event is about.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            key_id?: string;
            /**
             * @description pending: another attempt follows. delivered: your receiver responded with 2xx. failed: no further attempt follows, unless you send it again.
             * @example delivered
             * @enum {string}
             */
            status: "pending" | "delivered" | "failed";
            /**
             * @description The number of attempts since it was sent, or sent again.
             * @example 1
             */
            attempts: number;
            /**
             * Format: date-time
             * @description When the last attempt began.
             * @example 2026-11-23T10:15:30.123Z
             */
            last_attempt_at?: string;
            /**
             * @description The status of the response to it, if there was one.
             * @example 200
             */
            response_status?: number;
            /**
             * @description How long it took, in ms.
             * @example 42
             */
            duration_ms?: number;
            /**
             * @description Why it failed.
             * @example the response was 503
             */
            error?: string;
            /**
             * Format: date-time
             * @description When the next attempt is due.
             * @example 2026-11-23T10:15:30.123Z
             */
            next_attempt_at?: string;
        };
        /** @description A JWK set (RFC 7517). */
        PublishedKeys: {
            /** @description The keys that verify receipts, also those that sign no more. */
            keys: {
                /** @constant */
                kty: "OKP";
                /** @constant */
                crv: "Ed25519";
                /**
                 * @description The public key, in base64url.
                 * @example 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo
                 */
                x: string;
                /**
                 * @description The thumbprint of the key (RFC 7638).
                 * @example kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k
                 */
                kid: string;
                /** @constant */
                alg: "EdDSA";
                /** @constant */
                use: "sig";
            }[];
            /** @description Keys that verify nothing any more, because others may know their private halves. They are not among `keys`. */
            revoked?: {
                /**
                 * @description The thumbprint of the key (RFC 7638).
                 * @example q8bHbXf_BSQ5DlzLfO9yhWXSYgu0VVY5nYIkYQnOjT4
                 */
                kid: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, in UTC.
                 * @example 2026-11-23T10:15:30.123Z
                 */
                revoked_at: string;
            }[];
        };
        /**
         * @example {
         *       "openapi": "3.1.1",
         *       "info": {
         *         "title": "mib",
         *         "version": "1.0.0"
         *       }
         *     }
         */
        OpenApiDocument: {
            openapi: string;
        } & {
            [key: string]: unknown;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "ann",
                 *       "password": "correct horse"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description 3 to 64 characters of any script, without invisible characters. Upper and lower case are equal. At most 256 bytes in UTF-8, in lower case and in Unicode normal form KC.
                     * @example ann
                     */
                    login: string;
                    /**
                     * Format: password
                     * @description At least 8 characters; this service may require more. At most 72 bytes in UTF-8, in Unicode normal form KC.
                     * @example correct horse
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The user is registered and logged in. */
            200: {
                headers: {
                    /** @description The same token, in the form in which requests send it. */
                    Authorization: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
                     *       "refresh_expires_in": 86400,
                     *       "scope": "second_factor",
                     *       "login": "ann"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `login_taken`: This login is taken. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "ann",
                 *       "password": "correct horse"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description 3 to 64 characters of any script, without invisible characters. Upper and lower case are equal. At most 256 bytes in UTF-8, in lower case and in Unicode normal form KC.
                     * @example ann
                     */
                    login: string;
                    /**
                     * Format: password
                     * @description At least 8 characters, at most 72 bytes in UTF-8.
                     * @example correct horse
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The user is logged in. */
            200: {
                headers: {
                    /** @description The same token, in the form in which requests send it. */
                    Authorization: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
                     *       "refresh_expires_in": 86400,
                     *       "scope": "second_factor",
                     *       "login": "ann"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_credentials`: Login or password is wrong. `user_blocked`: This user is blocked. Only the operator of the service can lift that. `second_factor_required`: The password is right. Complete the login with a code: POST /auth/login/code. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. `too_many_attempts`: Too many failed attempts. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginWithCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                 *       "code": "492039"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The `challenge` of the login.
                     * @example eyJhbGciOiJFZERTQSJ9.e30.c2ln
                     */
                    challenge: string;
                    /**
                     * @description The 6 digits that the authenticator app shows, or a recovery code. Each is taken once.
                     * @example 492039
                     */
                    code: string;
                };
            };
        };
        responses: {
            /** @description The user is logged in. */
            200: {
                headers: {
                    /** @description The same token, in the form in which requests send it. */
                    Authorization: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
                     *       "refresh_expires_in": 86400,
                     *       "scope": "second_factor",
                     *       "login": "ann"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `challenge_ended`: This login took too long, or the password has changed. Log in again. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_code`: This code is wrong, or was used before. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. `too_many_attempts`: Too many failed attempts. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginPasskeyOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The options. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "y6VqCw3bq0mXKpPZ2yXlQ8fS4n0d1eR7tU5vW9aBcDe",
                     *       "timeout": 300000,
                     *       "rpId": "pay.example",
                     *       "userVerification": "required",
                     *       "allowCredentials": []
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyRequestOptions"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    loginWithPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                 *       "response": {
                 *         "id": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *         "rawId": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "authenticatorData": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "signature": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "userHandle": "aGk0aWQtb2YtYS1jcmVkZW50aWFs"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The `challenge` of a login by the password. Without it the passkey alone logs in.
                     * @example eyJhbGciOiJFZERTQSJ9.e30.c2ln
                     */
                    challenge?: string;
                    response: components["schemas"]["PasskeyAssertion"];
                };
            };
        };
        responses: {
            /** @description The user is logged in. */
            200: {
                headers: {
                    /** @description The same token, in the form in which requests send it. */
                    Authorization: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
                     *       "refresh_expires_in": 86400,
                     *       "scope": "second_factor",
                     *       "login": "ann"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `challenge_ended`: This login took too long, or the password has changed. Log in again. `user_blocked`: This user is blocked. Only the operator of the service can lift that. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_passkey`: This passkey is not yours, or its answer is wrong, late or used. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "refresh_token": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The refresh token of the last response.
                     * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1
                     */
                    refresh_token: string;
                };
            };
        };
        responses: {
            /** @description The session goes on. */
            200: {
                headers: {
                    /** @description The same token, in the form in which requests send it. */
                    Authorization: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
                     *       "refresh_expires_in": 86400,
                     *       "scope": "second_factor",
                     *       "login": "ann"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `session_ended`: This session has ended. Log in again. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "all": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Whether to end all of your sessions.
                     * @example true
                     */
                    all?: boolean;
                };
            };
        };
        responses: {
            /** @description The session is over. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of your sessions. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "session_id": "01KABZ6F0V8Q4T2N9X7B5C3D1E",
                     *         "begun_at": "2026-11-23T10:15:30.123Z",
                     *         "last_used_at": "2026-11-23T10:15:30.123Z",
                     *         "expires_at": "2026-11-23T10:15:30.123Z",
                     *         "network": "203.0.113.0/24",
                     *         "user_agent": "curl/8.5.0",
                     *         "current": true
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["OwnSession"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your recent sign-ins. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "at": "2026-11-23T10:15:30.123Z",
                     *         "event": "login",
                     *         "result": "succeeded",
                     *         "means": "passkey",
                     *         "network": "203.0.113.0/24",
                     *         "user_agent": "curl/8.5.0"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["OwnSignIn"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your sessions. */
                SessionID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is over. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `session_not_found`: You have no such session. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse",
                 *       "new_password": "correct horse"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: password
                     * @description At least 8 characters, at most 72 bytes in UTF-8.
                     * @example correct horse
                     */
                    password: string;
                    /**
                     * Format: password
                     * @description At least 8 characters; this service may require more. At most 72 bytes in UTF-8, in Unicode normal form KC.
                     * @example correct horse
                     */
                    new_password: string;
                };
            };
        };
        responses: {
            /** @description The password is changed. */
            200: {
                headers: {
                    /** @description The same token, in the form in which requests send it. */
                    Authorization: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 900,
                     *       "refresh_token": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6F0V8Q4T2N9X7B5C3D1E.0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f.a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
                     *       "refresh_expires_in": 86400,
                     *       "scope": "second_factor",
                     *       "login": "ann"
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The current password is wrong. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. `too_many_attempts`: Too many failed attempts. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stepUpOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The options. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "y6VqCw3bq0mXKpPZ2yXlQ8fS4n0d1eR7tU5vW9aBcDe",
                     *       "timeout": 300000,
                     *       "rpId": "pay.example",
                     *       "userVerification": "required",
                     *       "allowCredentials": []
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyRequestOptions"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkey_not_found`: You have no such passkey. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stepUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse",
                 *       "code": "492039",
                 *       "passkey": {
                 *         "id": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *         "rawId": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "authenticatorData": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "signature": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "userHandle": "aGk0aWQtb2YtYS1jcmVkZW50aWFs"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: password
                     * @description At least 8 characters, at most 72 bytes in UTF-8.
                     * @example correct horse
                     */
                    password?: string;
                    /**
                     * @description The 6 digits that the authenticator app shows, or a recovery code. Each is taken once.
                     * @example 492039
                     */
                    code?: string;
                    /** @description The answer of an authenticator, in place of a code. */
                    passkey?: components["schemas"]["PasskeyAssertion"];
                };
            };
        };
        responses: {
            /** @description The session is confirmed. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "confirmed_until": "2026-11-23T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Confirmation"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The current password is wrong. `wrong_code`: This code is wrong, or was used before. `wrong_passkey`: This passkey is not yours, or its answer is wrong, late or used. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. `too_many_attempts`: Too many failed attempts. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    secondFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What a login needs beside the password. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "totp": {
                     *         "since": "2026-11-23T10:15:30.123Z"
                     *       },
                     *       "passkeys": [
                     *         {
                     *           "passkey_id": "u0LmB3Jt5h1Vq7zXw2nR8yKc4dFe6gAoPiTsQlMvUbE",
                     *           "name": "My phone",
                     *           "created_at": "2026-11-23T10:15:30.123Z",
                     *           "last_used_at": "2026-11-23T10:15:30.123Z",
                     *           "synced": true
                     *         }
                     *       ],
                     *       "recovery_codes": 10
                     *     }
                     */
                    "application/json": components["schemas"]["SecondFactors"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enrolTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The secret. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
                     *       "uri": "otpauth://totp/mib:ann?issuer=mib&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30",
                     *       "expires_at": "2026-11-23T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `factor_exists`: You have an authenticator app already. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The app is removed. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `factor_not_found`: You have no such second factor. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_factor`: This service requires a second factor, and you have no other one. Add another one before. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "492039"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The 6 digits that the authenticator app shows, or a recovery code. Each is taken once.
                     * @example 492039
                     */
                    code: string;
                };
            };
        };
        responses: {
            /** @description Logins need a code now. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "4f8a1093-c3eb7d26-65e01f9a-0a2c4d81"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `factor_not_found`: You have no such second factor. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `factor_exists`: You have an authenticator app already. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_code`: This code is wrong, or was used before. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. `too_many_attempts`: Too many failed attempts. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new recovery codes. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "recovery_codes": [
                     *         "4f8a1093-c3eb7d26-65e01f9a-0a2c4d81"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `factor_not_found`: You have no such second factor. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    passkeyOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The options. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "challenge": "y6VqCw3bq0mXKpPZ2yXlQ8fS4n0d1eR7tU5vW9aBcDe",
                     *       "timeout": 300000,
                     *       "rp": {
                     *         "id": "pay.example",
                     *         "name": "mib"
                     *       },
                     *       "user": {
                     *         "id": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                     *         "name": "ann",
                     *         "displayName": "ann"
                     *       },
                     *       "pubKeyCredParams": [
                     *         {
                     *           "type": "public-key",
                     *           "alg": -7
                     *         }
                     *       ],
                     *       "excludeCredentials": [],
                     *       "authenticatorSelection": {
                     *         "residentKey": "required",
                     *         "requireResidentKey": true,
                     *         "userVerification": "required"
                     *       },
                     *       "attestation": "none"
                     *     }
                     */
                    "application/json": components["schemas"]["PasskeyCreationOptions"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_passkeys`: You have the maximum number of passkeys. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "My phone",
                 *       "response": {
                 *         "id": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *         "rawId": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *         "type": "public-key",
                 *         "response": {
                 *           "clientDataJSON": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "attestationObject": "aGk0aWQtb2YtYS1jcmVkZW50aWFs",
                 *           "transports": [
                 *             "internal"
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What you call it.
                     * @example My phone
                     */
                    name: string;
                    response: components["schemas"]["PasskeyRegistration"];
                };
            };
        };
        responses: {
            /** @description The passkey is added. */
            201: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "passkey": {
                     *         "passkey_id": "u0LmB3Jt5h1Vq7zXw2nR8yKc4dFe6gAoPiTsQlMvUbE",
                     *         "name": "My phone",
                     *         "created_at": "2026-11-23T10:15:30.123Z",
                     *         "last_used_at": "2026-11-23T10:15:30.123Z",
                     *         "synced": true
                     *       },
                     *       "recovery_codes": [
                     *         "4f8a1093-c3eb7d26-65e01f9a-0a2c4d81"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["AddedPasskey"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkey_exists`: You have this passkey already. `too_many_passkeys`: You have the maximum number of passkeys. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_passkey`: This passkey is not yours, or its answer is wrong, late or used. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your passkeys. */
                PasskeyID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The passkey is removed. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `passkey_not_found`: You have no such passkey. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `last_factor`: This service requires a second factor, and you have no other one. Add another one before. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "ann",
                 *       "code": "7Q2KD-X0M4R-9TB3H-ZC8VA-1NWEP-64TGK",
                 *       "new_password": "correct horse"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description 3 to 64 characters of any script, without invisible characters. Upper and lower case are equal. At most 256 bytes in UTF-8, in lower case and in Unicode normal form KC.
                     * @example ann
                     */
                    login: string;
                    /**
                     * @description The code from the operator. Case, dashes and spaces do not matter.
                     * @example 7Q2KD-X0M4R-9TB3H-ZC8VA-1NWEP-64TGK
                     */
                    code: string;
                    /**
                     * Format: password
                     * @description At least 8 characters; this service may require more. At most 72 bytes in UTF-8, in Unicode normal form KC.
                     * @example correct horse
                     */
                    new_password: string;
                };
            };
        };
        responses: {
            /** @description The password is set. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_reset_code`: The code is wrong, used or expired, or it is for another login. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of your keys that are not revoked. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "key_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "name": "The shop",
                     *         "read": [
                     *           "41"
                     *         ],
                     *         "pay": [
                     *           {
                     *             "wallet_id": "41",
                     *             "max_per_day": "5000"
                     *           }
                     *         ],
                     *         "status": "active",
                     *         "created_at": "2026-11-23T10:15:30.123Z",
                     *         "expires_at": "2026-11-23T10:15:30.123Z",
                     *         "last_used_at": "2026-11-23T10:15:30.123Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Key"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "The shop",
                 *       "read": [
                 *         "41"
                 *       ],
                 *       "pay": [
                 *         {
                 *           "wallet_id": "41",
                 *           "max_per_day": "5000"
                 *         }
                 *       ],
                 *       "expires_at": "2027-11-23T10:15:30Z"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What you call it.
                     * @example The shop
                     */
                    name: string;
                    /**
                     * @description The wallets that it reads, or `all` that are yours at the time of a request. None by default.
                     * @example [
                     *       "41"
                     *     ]
                     */
                    read?: "all" | (string | number)[];
                    /**
                     * @description The wallets that it pays from. None by default. It reads them only if `read` names them, too.
                     * @example [
                     *       {
                     *         "wallet_id": "41",
                     *         "max_per_day": "5000"
                     *       }
                     *     ]
                     */
                    pay?: {
                        /**
                         * @description Id of a wallet: 1 to 512 digits. "7" and "07" are two wallets.
                         * @example 41
                         */
                        wallet_id: string | number;
                        /**
                         * @description The most that its payments from this wallet may take together in one day, in UTC.
                         * @example 5000
                         */
                        max_per_day: string | number;
                    }[];
                    /**
                     * Format: date-time
                     * @description From when on it is refused. In the future. Without it the key does not expire.
                     * @example 2027-11-23T10:15:30Z
                     */
                    expires_at?: string;
                };
            };
        };
        responses: {
            /** @description The key is made. */
            201: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "key_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "name": "The shop",
                     *       "read": [
                     *         "41"
                     *       ],
                     *       "pay": [
                     *         {
                     *           "wallet_id": "41",
                     *           "max_per_day": "5000"
                     *         }
                     *       ],
                     *       "status": "active",
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "expires_at": "2026-11-23T10:15:30.123Z",
                     *       "last_used_at": "2026-11-23T10:15:30.123Z",
                     *       "key": "mib_key_01KABZ5ZD6T8S0QFVJ0Q1N2M3P.01KABZ6D2E8V4X5R6M7N8P9QST.3f5a1c0e9b7d4f6a8c2e1b3d5f7a9c0e2b4d6f8a1c3e5b7d9f0a2c4e6b8d0f1a"
                     *     }
                     */
                    "application/json": components["schemas"]["MadeKey"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_not_found`: You have no such key. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_keys`: You have the maximum number of keys. `key_in_use`: This key is in use. Its secret was shown once. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your keys. */
                KeyID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is revoked. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_not_found`: You have no such key. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct horse"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: password
                     * @description At least 8 characters, at most 72 bytes in UTF-8.
                     * @example correct horse
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The account is deleted. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `account_in_use`: An account is deleted only when its wallets are closed, without active scheduled transfers and without payments that wait for a capture. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_password`: The current password is wrong. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. `too_many_attempts`: Too many failed attempts. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createWallet: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "wallet_id": "41",
                 *       "currency": "EUR",
                 *       "name": "Household",
                 *       "metadata": {
                 *         "order": "6735",
                 *         "customer": "c-118"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Id of a wallet: 1 to 512 digits. "7" and "07" are two wallets.
                     * @example 41
                     */
                    wallet_id: string | number;
                    /**
                     * @description The currency of a wallet. All of its amounts are in minor units of it. `XXX` is no currency: plain numbers.
                     * @example EUR
                     */
                    currency?: string;
                    /**
                     * @description The name that you give the wallet. Only you see it. Two wallets may have the same. It has no space at its ends and no invisible characters.
                     * @example Household
                     */
                    name?: string;
                    /**
                     * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "order": "6735",
                     *       "customer": "c-118"
                     *     }
                     */
                    metadata?: {
                        [key: string]: string;
                    };
                };
            };
        };
        responses: {
            /** @description The wallet is yours. Its shard creates it. */
            202: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "status": "ACTIVE",
                     *       "currency": "EUR"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedWallet"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_taken`: This wallet belongs to another user. `currency_differs`: You have this wallet already, in another currency. `too_many_wallets`: You have the maximum number of wallets. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    currencies: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The currencies. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "default": "EUR",
                     *       "currencies": [
                     *         {
                     *           "currency": "EUR",
                     *           "digits": 2
                     *         },
                     *         {
                     *           "currency": "POINTS",
                     *           "digits": 0,
                     *           "name": "Points"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Currencies"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    wallets: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of your wallets, in the order of their ids. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "wallet_id": "41",
                     *         "status": "ACTIVE",
                     *         "currency": "EUR",
                     *         "created_at": "2026-11-23T10:15:30.123Z",
                     *         "name": "Household",
                     *         "metadata": {
                     *           "customer": "c-118",
                     *           "order": "6735"
                     *         },
                     *         "shared": {
                     *           "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *           "owner_login": "ann",
                     *           "max_per_day": "5000"
                     *         }
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Wallet"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    wallet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wallet. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "status": "ACTIVE",
                     *       "currency": "EUR",
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "name": "Household",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "shared": {
                     *         "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *         "owner_login": "ann",
                     *         "max_per_day": "5000"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Wallet"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWallet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Holidays",
                 *       "metadata": {
                 *         "customer": "c-119",
                 *         "order": null
                 *       }
                 *     }
                 */
                "application/json": {
                    name?: string | null;
                    /**
                     * @description The keys that change: a text sets a key, null removes it, and other keys stay. Null for all of it removes every key. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "customer": "c-119",
                     *       "order": null
                     *     }
                     */
                    metadata?: {
                        [key: string]: string | null;
                    } | null;
                };
            };
        };
        responses: {
            /** @description The wallet after the change. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "status": "ACTIVE",
                     *       "currency": "EUR",
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "name": "Household",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "shared": {
                     *         "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *         "owner_login": "ann",
                     *         "max_per_day": "5000"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Wallet"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    walletControls: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The freezes and limits. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "frozen": "debits",
                     *       "frozen_at": "2026-11-23T10:15:30.123Z",
                     *       "operator_frozen": "debits",
                     *       "operator_frozen_at": "2026-11-23T10:15:30.123Z",
                     *       "closed_at": "2026-11-23T10:15:30.123Z",
                     *       "minimum_balance": "1000",
                     *       "max_payment": "500",
                     *       "max_per_day": "2000",
                     *       "approval_above": "500",
                     *       "left_today": "1500",
                     *       "limits_by": "owner"
                     *     }
                     */
                    "application/json": components["schemas"]["WalletControls"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWalletControls: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "frozen": "debits",
                 *       "max_per_day": "2000",
                 *       "max_payment": null
                 *     }
                 */
                "application/json": {
                    /**
                     * @description `debits`: the wallet pays nothing. `credits`: it receives nothing. `all`: both. null: it is not frozen.
                     * @example debits
                     */
                    frozen?: ("debits" | "credits" | "all") | null;
                    /**
                     * @description What every payment leaves in the wallet. null removes it.
                     * @example 1000
                     */
                    minimum_balance?: (string | number) | null;
                    /**
                     * @description The most that one payment may take. null removes it.
                     * @example 500
                     */
                    max_payment?: (string | number) | null;
                    /**
                     * @description The most that the payments of one day, in UTC, may take together. null removes it.
                     * @example 2000
                     */
                    max_per_day?: (string | number) | null;
                };
            };
        };
        responses: {
            /** @description The freezes and limits after the change. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "frozen": "debits",
                     *       "frozen_at": "2026-11-23T10:15:30.123Z",
                     *       "operator_frozen": "debits",
                     *       "operator_frozen_at": "2026-11-23T10:15:30.123Z",
                     *       "closed_at": "2026-11-23T10:15:30.123Z",
                     *       "minimum_balance": "1000",
                     *       "max_payment": "500",
                     *       "max_per_day": "2000",
                     *       "approval_above": "500",
                     *       "left_today": "1500",
                     *       "limits_by": "owner"
                     *     }
                     */
                    "application/json": components["schemas"]["WalletControls"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_closed`: The wallet is closed. `limits_by_operator`: An operator has set the limits of this wallet. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closeWallet: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The wallet is closed. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "frozen": "debits",
                     *       "frozen_at": "2026-11-23T10:15:30.123Z",
                     *       "operator_frozen": "debits",
                     *       "operator_frozen_at": "2026-11-23T10:15:30.123Z",
                     *       "closed_at": "2026-11-23T10:15:30.123Z",
                     *       "minimum_balance": "1000",
                     *       "max_payment": "500",
                     *       "max_per_day": "2000",
                     *       "approval_above": "500",
                     *       "left_today": "1500",
                     *       "limits_by": "owner"
                     *     }
                     */
                    "application/json": components["schemas"]["WalletControls"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_empty`: A wallet is closed only without money and without transactions in flight. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "login": "bob",
                     *         "max_per_day": "5000",
                     *         "added_at": "2026-11-23T10:15:30.123Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Member"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Login of another user, without /, ? and %. */
                login: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user is no member any more. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `member_not_found`: This wallet is not shared with such a user. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Login of another user, without /, ? and %. */
                login: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "max_per_day": "5000"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The most that their payments from this wallet may take together in one day, in UTC. null: they read it, and do not pay.
                     * @example 5000
                     */
                    max_per_day?: (string | number) | null;
                };
            };
        };
        responses: {
            /** @description The member after the change. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "login": "bob",
                     *       "max_per_day": "5000",
                     *       "added_at": "2026-11-23T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `user_not_found`: There is no such user. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_members`: The wallet has the maximum number of members. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sharedWallets: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them, each with `shared`. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "wallet_id": "41",
                     *         "status": "ACTIVE",
                     *         "currency": "EUR",
                     *         "created_at": "2026-11-23T10:15:30.123Z",
                     *         "name": "Household",
                     *         "metadata": {
                     *           "customer": "c-118",
                     *           "order": "6735"
                     *         },
                     *         "shared": {
                     *           "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *           "owner_login": "ann",
                     *           "max_per_day": "5000"
                     *         }
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Wallet"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    balance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "balance": "1250",
                     *       "available": "1250",
                     *       "reserved": "0",
                     *       "frozen": "debits",
                     *       "closed_at": "2026-11-23T10:15:30.123Z",
                     *       "last_transaction": {
                     *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "status": "SUCCESSFUL",
                     *         "note": "transaction completed",
                     *         "initiated_at": "2026-11-23T10:15:30.123Z"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    balanceAt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description A past time with an offset (RFC 3339). A time up to 10 seconds ahead counts as now. */
                time: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance at that time. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "at": "2026-11-23T10:15:30.123Z",
                     *       "as_of": "2026-11-23T10:15:30.123Z",
                     *       "balance": "1250"
                     *     }
                     */
                    "application/json": components["schemas"]["PastBalance"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statement: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description The number of the last entry of the page before. Entries after it, in the given order, are on this page. */
                cursor?: string;
                /** @description `asc` for oldest first, `desc` for newest first. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "wallet_id": "41",
                     *         "seq": 1041,
                     *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "amount": "-50",
                     *         "balance": "1200",
                     *         "posted_at": "2026-11-23T10:15:30.123Z",
                     *         "hash": "D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["StatementEntry"][];
                };
            };
            /** @description There are no such entries yet. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statementCsv: {
        parameters: {
            query?: {
                /** @description Maximum number of rows in the part. */
                limit?: number;
                /** @description The number of the last entry of the page before. Entries after it, in the given order, are on this page. */
                cursor?: string;
                /** @description `asc` for oldest first, `desc` for newest first. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the file, in UTF-8. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description Suggested name of the file. */
                    "Content-Disposition": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example seq,TxID,posted_at,amount,balance,hash,currency
                     *     1041,01KABZ5ZD6T8S0QFVJ0Q1N2M3P,2026-11-23T10:15:30.123Z,-50,1200,D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0,EUR
                     */
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    doTransaction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
                /** @description `wait=N` prefers the final transfer, for which the response waits up to N seconds (RFC 7240). More than 10 count as 10. Other and malformed preferences are ignored. */
                prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from_id": "41",
                 *       "to_id": "42",
                 *       "amount": "50",
                 *       "reference": "INV-1",
                 *       "note": "Rent for November",
                 *       "metadata": {
                 *         "order": "6735"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Id of the wallet that pays, which is one of yours.
                     * @example 41
                     */
                    from_id: string | number;
                    /**
                     * @description Id of the wallet that receives the money.
                     * @example 42
                     */
                    to_id: string | number;
                    /**
                     * @description Whole minor units, more than 0. Send a string of digits, or a JSON integer up to 2^53 - 1.
                     * @example 50
                     */
                    amount: string | number;
                    /**
                     * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                     * @example INV-1
                     */
                    reference?: string;
                    /**
                     * @description A message to the payee, without invisible characters.
                     * @example Rent for November
                     */
                    note?: string;
                    /**
                     * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "order": "6735",
                     *       "customer": "c-118"
                     *     }
                     */
                    metadata?: {
                        [key: string]: string;
                    };
                    /**
                     * @description When the payee gets the money: `automatic` at once, `manual` when the owner of its wallet captures it. Until then it is held.
                     * @example manual
                     * @enum {string}
                     */
                    capture?: "automatic" | "manual";
                    /**
                     * Format: date-time
                     * @description With `capture: "manual"`: until when it may be captured. In the future, and at most 30 days ahead. In 7 days by default.
                     * @example 2026-11-30T10:15:30Z
                     */
                    expires_at?: string;
                } | {
                    /**
                     * @description Id of the wallet that pays, which is one of yours.
                     * @example 41
                     */
                    from_id: string | number;
                    /**
                     * @description The payees: 1 to 10 different wallets, none of them the payer. The amounts add up to at most 18 digits. All of them are paid, or none.
                     * @example [
                     *       {
                     *         "to_id": "42",
                     *         "amount": "30"
                     *       },
                     *       {
                     *         "to_id": "43",
                     *         "amount": "20"
                     *       }
                     *     ]
                     */
                    to: {
                        /**
                         * @description Id of the wallet that receives this part.
                         * @example 42
                         */
                        to_id: string | number;
                        /**
                         * @description What it receives, in whole minor units, more than 0.
                         * @example 30
                         */
                        amount: string | number;
                    }[];
                    /**
                     * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                     * @example INV-1
                     */
                    reference?: string;
                    /**
                     * @description A message to the payee, without invisible characters.
                     * @example Rent for November
                     */
                    note?: string;
                    /**
                     * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "order": "6735",
                     *       "customer": "c-118"
                     *     }
                     */
                    metadata?: {
                        [key: string]: string;
                    };
                    /**
                     * @description When the payee gets the money: `automatic` at once, `manual` when the owner of its wallet captures it. Until then it is held.
                     * @example manual
                     * @enum {string}
                     */
                    capture?: "automatic" | "manual";
                    /**
                     * Format: date-time
                     * @description With `capture: "manual"`: until when it may be captured. In the future, and at most 30 days ahead. In 7 days by default.
                     * @example 2026-11-30T10:15:30Z
                     */
                    expires_at?: string;
                };
            };
        };
        responses: {
            /** @description The transfer is final, or authorised, or waits for an approval, which the request preferred to wait for. */
            200: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "amount": "-50",
                     *       "ammount": "-50",
                     *       "currency": "EUR",
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
                     *       "committed_at": "2026-11-23T10:15:30.123Z",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "timeline": [
                     *         {
                     *           "at": "2026-11-23T10:15:30.123Z",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.171Z",
                     *           "status": "PROCESSING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.226Z",
                     *           "held": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.231Z",
                     *           "held": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.337Z",
                     *           "settled": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.342Z",
                     *           "settled": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.396Z",
                     *           "status": "SUCCESSFUL"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionDetail"];
                };
            };
            /** @description The transfer is accepted. */
            202: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "PENDING"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `approval_excludes_capture`: A payment that needs an approval is captured by it. Its payee cannot capture it: leave out capture. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `spending_limit_exceeded`: The amount is more than the sum of a day leaves. `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    batchTransfers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "transfers": [
                 *         {
                 *           "idempotency_key": "salaries-2026-11-17",
                 *           "from_id": "41",
                 *           "to_id": "42",
                 *           "amount": "50",
                 *           "reference": "INV-1",
                 *           "note": "Rent for November",
                 *           "metadata": {
                 *             "order": "6735"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description The transfers: 1 to 100, with different keys. */
                    transfers: ({
                        /**
                         * @description Makes this transfer safe to repeat for 24 hours, in another batch or as the `Idempotency-Key` of a single request. No other transfer of the batch has it.
                         * @example salaries-2026-11-17
                         */
                        idempotency_key: string;
                        /**
                         * @description Id of the wallet that pays, which is one of yours.
                         * @example 41
                         */
                        from_id: string | number;
                        /**
                         * @description Id of the wallet that receives the money.
                         * @example 42
                         */
                        to_id: string | number;
                        /**
                         * @description Whole minor units, more than 0. Send a string of digits, or a JSON integer up to 2^53 - 1.
                         * @example 50
                         */
                        amount: string | number;
                        /**
                         * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                         * @example INV-1
                         */
                        reference?: string;
                        /**
                         * @description A message to the payee, without invisible characters.
                         * @example Rent for November
                         */
                        note?: string;
                        /**
                         * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                         * @example {
                         *       "order": "6735",
                         *       "customer": "c-118"
                         *     }
                         */
                        metadata?: {
                            [key: string]: string;
                        };
                        /**
                         * @description When the payee gets the money: `automatic` at once, `manual` when the owner of its wallet captures it. Until then it is held.
                         * @example manual
                         * @enum {string}
                         */
                        capture?: "automatic" | "manual";
                        /**
                         * Format: date-time
                         * @description With `capture: "manual"`: until when it may be captured. In the future, and at most 30 days ahead. In 7 days by default.
                         * @example 2026-11-30T10:15:30Z
                         */
                        expires_at?: string;
                    } | {
                        /**
                         * @description Makes this transfer safe to repeat for 24 hours, in another batch or as the `Idempotency-Key` of a single request. No other transfer of the batch has it.
                         * @example salaries-2026-11-17
                         */
                        idempotency_key: string;
                        /**
                         * @description Id of the wallet that pays, which is one of yours.
                         * @example 41
                         */
                        from_id: string | number;
                        /**
                         * @description The payees: 1 to 10 different wallets, none of them the payer. The amounts add up to at most 18 digits. All of them are paid, or none.
                         * @example [
                         *       {
                         *         "to_id": "42",
                         *         "amount": "30"
                         *       },
                         *       {
                         *         "to_id": "43",
                         *         "amount": "20"
                         *       }
                         *     ]
                         */
                        to: {
                            /**
                             * @description Id of the wallet that receives this part.
                             * @example 42
                             */
                            to_id: string | number;
                            /**
                             * @description What it receives, in whole minor units, more than 0.
                             * @example 30
                             */
                            amount: string | number;
                        }[];
                        /**
                         * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                         * @example INV-1
                         */
                        reference?: string;
                        /**
                         * @description A message to the payee, without invisible characters.
                         * @example Rent for November
                         */
                        note?: string;
                        /**
                         * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                         * @example {
                         *       "order": "6735",
                         *       "customer": "c-118"
                         *     }
                         */
                        metadata?: {
                            [key: string]: string;
                        };
                        /**
                         * @description When the payee gets the money: `automatic` at once, `manual` when the owner of its wallet captures it. Until then it is held.
                         * @example manual
                         * @enum {string}
                         */
                        capture?: "automatic" | "manual";
                        /**
                         * Format: date-time
                         * @description With `capture: "manual"`: until when it may be captured. In the future, and at most 30 days ahead. In 7 days by default.
                         * @example 2026-11-30T10:15:30Z
                         */
                        expires_at?: string;
                    })[];
                };
            };
        };
        responses: {
            /** @description Each transfer has its result. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "results": [
                     *         {
                     *           "idempotency_key": "salaries-2026-11-17",
                     *           "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "idempotency_key": "salaries-2026-11-18",
                     *           "error": {
                     *             "code": "wallet_not_found",
                     *             "message": "You have no such wallet."
                     *           }
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["BatchResults"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    refund: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
                /** @description `wait=N` prefers the final transfer, for which the response waits up to N seconds (RFC 7240). More than 10 count as 10. Other and malformed preferences are ignored. */
                prefer?: string;
            };
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a transaction of the wallet. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": "20"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What to give back, in whole minor units, more than 0. By default all that is left.
                     * @example 20
                     */
                    amount?: string | number;
                };
            };
        };
        responses: {
            /** @description The refund is final, which the request preferred to wait for. */
            200: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "amount": "-50",
                     *       "ammount": "-50",
                     *       "currency": "EUR",
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
                     *       "committed_at": "2026-11-23T10:15:30.123Z",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "timeline": [
                     *         {
                     *           "at": "2026-11-23T10:15:30.123Z",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.171Z",
                     *           "status": "PROCESSING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.226Z",
                     *           "held": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.231Z",
                     *           "held": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.337Z",
                     *           "settled": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.342Z",
                     *           "settled": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.396Z",
                     *           "status": "SUCCESSFUL"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionDetail"];
                };
            };
            /** @description The refund is accepted. */
            202: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "PENDING"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `transaction_not_found`: This wallet has no such transaction. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_refundable`: This transaction is no successful payment that this wallet received. A refund cannot be refunded. `refund_exceeds`: The refunds of this transaction would exceed what was received. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `spending_limit_exceeded`: The amount is more than the sum of a day leaves. `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transactions: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string;
                /** @description Only transfers with this status, or with one of several statuses separated by commas. */
                status?: string;
                /** @description Only transfers initiated at this time or later. */
                from?: string;
                /** @description Only transfers initiated before this time. */
                to?: string;
                /** @description Only transfers with exactly this reference. */
                reference?: string;
                /** @description `asc` for oldest first, `desc` for newest first. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of transactions. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "wallet_id": "41",
                     *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "amount": "-50",
                     *         "ammount": "-50",
                     *         "currency": "EUR",
                     *         "status": "SUCCESSFUL",
                     *         "note": "transaction completed",
                     *         "reference": "INV-1",
                     *         "payer_note": "Rent for November",
                     *         "metadata": {
                     *           "customer": "c-118",
                     *           "order": "6735"
                     *         },
                     *         "initiated_at": "2026-11-23T10:15:30.123Z",
                     *         "committed_at": "2026-11-23T10:15:30.123Z",
                     *         "from_id": "41",
                     *         "to_id": "42"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Transaction"][];
                };
            };
            /** @description There are no transactions, and there is no next page. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a transaction of the wallet. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transaction. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "amount": "-50",
                     *       "ammount": "-50",
                     *       "currency": "EUR",
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
                     *       "committed_at": "2026-11-23T10:15:30.123Z",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "timeline": [
                     *         {
                     *           "at": "2026-11-23T10:15:30.123Z",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.171Z",
                     *           "status": "PROCESSING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.226Z",
                     *           "held": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.231Z",
                     *           "held": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.337Z",
                     *           "settled": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.342Z",
                     *           "settled": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.396Z",
                     *           "status": "SUCCESSFUL"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionDetail"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `transaction_not_found`: This wallet has no such transaction. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transactionsCsv: {
        parameters: {
            query?: {
                /** @description Maximum number of rows in the part. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string;
                /** @description Only transfers with this status, or with one of several statuses separated by commas. */
                status?: string;
                /** @description Only transfers initiated at this time or later. */
                from?: string;
                /** @description Only transfers initiated before this time. */
                to?: string;
                /** @description Only transfers with exactly this reference. */
                reference?: string;
                /** @description `asc` for oldest first, `desc` for newest first. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the file, in UTF-8. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description Suggested name of the file. */
                    "Content-Disposition": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example TxID,initiated_at,status,amount,from_id,to_id,reference,payer_note,note,metadata,refund_of,currency,paid_by,paid_by_login,key_id,key_name
                     *     01KABZ5ZD6T8S0QFVJ0Q1N2M3P,2026-11-23T10:15:30.123Z,SUCCESSFUL,-50,41,42,INV-1,Rent for November,transaction completed,"{""order"":""6735""}",,EUR,,,,
                     */
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    captureTransaction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
                /** @description `wait=N` prefers the final transfer, for which the response waits up to N seconds (RFC 7240). More than 10 count as 10. Other and malformed preferences are ignored. */
                prefer?: string;
            };
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a transaction of the wallet. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "amount": "30"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description How much to capture, in whole minor units. All of it by default.
                     * @example 30
                     */
                    amount?: string | number;
                };
            };
        };
        responses: {
            /** @description The transfer is final, which the request preferred to wait for, or was final before. */
            200: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "amount": "-50",
                     *       "ammount": "-50",
                     *       "currency": "EUR",
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
                     *       "committed_at": "2026-11-23T10:15:30.123Z",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "timeline": [
                     *         {
                     *           "at": "2026-11-23T10:15:30.123Z",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.171Z",
                     *           "status": "PROCESSING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.226Z",
                     *           "held": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.231Z",
                     *           "held": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.337Z",
                     *           "settled": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.342Z",
                     *           "settled": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.396Z",
                     *           "status": "SUCCESSFUL"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionDetail"];
                };
            };
            /** @description The capture is stored. The transfer then reaches a final status. */
            202: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "PENDING"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `transaction_not_found`: This wallet has no such transaction. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_authorised`: This transaction is not held, or this wallet is not its payee. `already_captured`: This transaction is captured already, or is being captured with another amount. `already_voided`: This transaction is voided already. `hold_expired`: The authorisation of this transaction has expired. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    voidTransaction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
                /** @description `wait=N` prefers the final transfer, for which the response waits up to N seconds (RFC 7240). More than 10 count as 10. Other and malformed preferences are ignored. */
                prefer?: string;
            };
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a transaction of the wallet. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The transfer is final, which the request preferred to wait for, or was final before. */
            200: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "amount": "-50",
                     *       "ammount": "-50",
                     *       "currency": "EUR",
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
                     *       "committed_at": "2026-11-23T10:15:30.123Z",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "timeline": [
                     *         {
                     *           "at": "2026-11-23T10:15:30.123Z",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.171Z",
                     *           "status": "PROCESSING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.226Z",
                     *           "held": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.231Z",
                     *           "held": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.337Z",
                     *           "settled": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.342Z",
                     *           "settled": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.396Z",
                     *           "status": "SUCCESSFUL"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionDetail"];
                };
            };
            /** @description The void is stored. The transfer then reaches a final status. */
            202: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "PENDING"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `transaction_not_found`: This wallet has no such transaction. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_authorised`: This transaction is not held, or this wallet is not its payee. `already_captured`: This transaction is captured already, or is being captured with another amount. `hold_expired`: The authorisation of this transaction has expired. `capture_in_progress`: This transaction is being captured. It can be voided if that does not succeed. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approveTransaction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
                /** @description `wait=N` prefers the final transfer, for which the response waits up to N seconds (RFC 7240). More than 10 count as 10. Other and malformed preferences are ignored. */
                prefer?: string;
            };
            path: {
                /** @description Id of a wallet that you own or approve for. */
                id: string;
                /** @description Id of a transaction that this wallet pays. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The transaction is final, which the request preferred to wait for, or was final before. */
            200: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "amount": "-50",
                     *       "ammount": "-50",
                     *       "currency": "EUR",
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
                     *       "committed_at": "2026-11-23T10:15:30.123Z",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "timeline": [
                     *         {
                     *           "at": "2026-11-23T10:15:30.123Z",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.171Z",
                     *           "status": "PROCESSING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.226Z",
                     *           "held": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.231Z",
                     *           "held": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.337Z",
                     *           "settled": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.342Z",
                     *           "settled": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.396Z",
                     *           "status": "SUCCESSFUL"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionDetail"];
                };
            };
            /** @description The approval is stored. The transaction then reaches a final status. */
            202: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "PENDING"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `transaction_not_found`: This wallet has no such transaction. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_awaiting_approval`: This transaction does not wait for an approval. `own_request`: You have asked for this. Another person has to approve it. `already_approved`: This is approved already. `already_rejected`: This is rejected already. `approval_expired`: The time to approve this is over. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rejectTransaction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
                /** @description `wait=N` prefers the final transfer, for which the response waits up to N seconds (RFC 7240). More than 10 count as 10. Other and malformed preferences are ignored. */
                prefer?: string;
            };
            path: {
                /** @description Id of a wallet that you own or approve for. */
                id: string;
                /** @description Id of a transaction that this wallet pays. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The transaction is final, which the request preferred to wait for, or was final before. */
            200: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "amount": "-50",
                     *       "ammount": "-50",
                     *       "currency": "EUR",
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
                     *       "committed_at": "2026-11-23T10:15:30.123Z",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "timeline": [
                     *         {
                     *           "at": "2026-11-23T10:15:30.123Z",
                     *           "status": "PENDING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.171Z",
                     *           "status": "PROCESSING"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.226Z",
                     *           "held": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.231Z",
                     *           "held": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.337Z",
                     *           "settled": "debit",
                     *           "wallet_id": "41",
                     *           "shard": 1
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.342Z",
                     *           "settled": "credit",
                     *           "wallet_id": "42",
                     *           "shard": 0
                     *         },
                     *         {
                     *           "at": "2026-11-23T10:15:30.396Z",
                     *           "status": "SUCCESSFUL"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionDetail"];
                };
            };
            /** @description The rejection is stored. The transaction then reaches a final status. */
            202: {
                headers: {
                    /** @description The `wait` of the request that was applied. A 202 has it if all of this time has passed. */
                    "Preference-Applied"?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "PENDING"
                     *     }
                     */
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `transaction_not_found`: This wallet has no such transaction. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_awaiting_approval`: This transaction does not wait for an approval. `already_approved`: This is approved already. `already_rejected`: This is rejected already. `approval_expired`: The time to approve this is over. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approvals: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of what waits. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "kind": "payment",
                     *         "wallet_id": "41",
                     *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "amount": "700",
                     *         "currency": "EUR",
                     *         "to": [
                     *           {
                     *             "to_id": "43",
                     *             "amount": "700"
                     *           }
                     *         ],
                     *         "reference": "INV-1",
                     *         "payer_note": "Rent for November",
                     *         "refund_of": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "asked_by": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *         "asked_at": "2026-11-23T10:15:30.123Z",
                     *         "expires_at": "2026-11-30T10:15:30.123Z",
                     *         "may_approve": true
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["WaitingApproval"][];
                };
            };
            /** @description Nothing waits, and there is no next page. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approvalRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a wallet that you own or approve for. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "approval_above": "500",
                     *       "approvers": [
                     *         {
                     *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *           "wallet_id": "42"
                     *         }
                     *       ],
                     *       "change": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApprovalRule"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setApprovalRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "approval_above": "500",
                 *       "approvers": [
                 *         "42"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * @description The most that a payment takes without an approval. With "0" every payment needs one. null removes the rule.
                     * @example 500
                     */
                    approval_above?: (("0" | 0) | (string | number)) | null;
                    /**
                     * @description Who may approve: a wallet of each, of other users. They replace those before.
                     * @example [
                     *       "42"
                     *     ]
                     */
                    approvers?: (string | number)[];
                };
            };
        };
        responses: {
            /** @description The rule, and the change that waits. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "approval_above": "500",
                     *       "approvers": [
                     *         {
                     *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *           "wallet_id": "42"
                     *         }
                     *       ],
                     *       "change": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApprovalRule"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_closed`: The wallet is closed. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    decideApprovalChange: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of a wallet that you own or approve for. */
                id: string;
                /** @description Id of a change that waits. */
                ChangeID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approve"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description What becomes of it.
                     * @example approve
                     * @enum {string}
                     */
                    decision: "approve" | "reject";
                };
            };
        };
        responses: {
            /** @description The rule after the decision. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "currency": "EUR",
                     *       "approval_above": "500",
                     *       "approvers": [
                     *         {
                     *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                     *           "wallet_id": "42"
                     *         }
                     *       ],
                     *       "change": null
                     *     }
                     */
                    "application/json": components["schemas"]["ApprovalRule"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `change_not_found`: This wallet has no such change of its approvals. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `own_request`: You have asked for this. Another person has to approve it. `already_approved`: This is approved already. `already_rejected`: This is rejected already. `approval_expired`: The time to approve this is over. `wallet_closed`: The wallet is closed. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    holds: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of holds. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "from_id": "41",
                     *         "to_id": "42",
                     *         "to": [
                     *           {
                     *             "to_id": "42",
                     *             "amount": "30"
                     *           }
                     *         ],
                     *         "amount": "-50",
                     *         "currency": "EUR",
                     *         "authorised_at": "2026-11-23T10:15:30.226Z",
                     *         "expires_at": "2026-11-30T10:15:30.123Z",
                     *         "status": "authorised"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Hold"][];
                };
            };
            /** @description There are no holds, and there is no next page. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scheduleTransfer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from_id": "41",
                 *       "to_id": "42",
                 *       "amount": "65000",
                 *       "note": "Rent",
                 *       "repeat": {
                 *         "rrule": "FREQ=MONTHLY",
                 *         "start": "2026-12-01T09:00:00",
                 *         "time_zone": "Europe/Berlin"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Id of the wallet that pays, which is one of yours.
                     * @example 41
                     */
                    from_id: string | number;
                    /**
                     * @description Id of the wallet that receives the money.
                     * @example 42
                     */
                    to_id: string | number;
                    /**
                     * @description Whole minor units, more than 0. Send a string of digits, or a JSON integer up to 2^53 - 1.
                     * @example 50
                     */
                    amount: string | number;
                    /**
                     * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                     * @example INV-1
                     */
                    reference?: string;
                    /**
                     * @description A message to the payee, without invisible characters.
                     * @example Rent for November
                     */
                    note?: string;
                    /**
                     * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "order": "6735",
                     *       "customer": "c-118"
                     *     }
                     */
                    metadata?: {
                        [key: string]: string;
                    };
                    /**
                     * Format: date-time
                     * @description When the transfer is due, with an offset (RFC 3339), up to a year ahead. It starts within about a minute.
                     * @example 2027-01-15T09:00:00+01:00
                     */
                    execute_at: string;
                } | {
                    /**
                     * @description Id of the wallet that pays, which is one of yours.
                     * @example 41
                     */
                    from_id: string | number;
                    /**
                     * @description Id of the wallet that receives the money.
                     * @example 42
                     */
                    to_id: string | number;
                    /**
                     * @description Whole minor units, more than 0. Send a string of digits, or a JSON integer up to 2^53 - 1.
                     * @example 50
                     */
                    amount: string | number;
                    /**
                     * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                     * @example INV-1
                     */
                    reference?: string;
                    /**
                     * @description A message to the payee, without invisible characters.
                     * @example Rent for November
                     */
                    note?: string;
                    /**
                     * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "order": "6735",
                     *       "customer": "c-118"
                     *     }
                     */
                    metadata?: {
                        [key: string]: string;
                    };
                    /** @description When the payments repeat. */
                    repeat: {
                        /**
                         * @description A recurrence rule (RFC 5545), such as FREQ=MONTHLY;BYMONTHDAY=-1. FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, INTERVAL at most 366, COUNT at most 1000. UNTIL is a day of the time zone or a time in UTC. It has no BYHOUR, BYMINUTE and BYSECOND: all payments are due at the time of day of the start. A day that a month does not have is no date of the rule.
                         * @example FREQ=MONTHLY
                         */
                        rrule: string;
                        /**
                         * @description The local time from which on the rule counts, up to a year ahead. The first payment is due at the first time of the rule from then on. Its time of day is that of every payment.
                         * @example 2026-12-01T09:00:00
                         */
                        start: string;
                        /**
                         * @description The time zone of the start (IANA). The payments keep their local time when the clocks change. A local time that the clocks skip is taken by the offset before the change, and the first of two is taken.
                         * @example Europe/Berlin
                         */
                        time_zone: string;
                    };
                } | {
                    /**
                     * @description Id of the wallet that pays, which is one of yours.
                     * @example 41
                     */
                    from_id: string | number;
                    /**
                     * @description The payees: 1 to 10 different wallets, none of them the payer. The amounts add up to at most 18 digits. All of them are paid, or none.
                     * @example [
                     *       {
                     *         "to_id": "42",
                     *         "amount": "30"
                     *       },
                     *       {
                     *         "to_id": "43",
                     *         "amount": "20"
                     *       }
                     *     ]
                     */
                    to: {
                        /**
                         * @description Id of the wallet that receives this part.
                         * @example 42
                         */
                        to_id: string | number;
                        /**
                         * @description What it receives, in whole minor units, more than 0.
                         * @example 30
                         */
                        amount: string | number;
                    }[];
                    /**
                     * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                     * @example INV-1
                     */
                    reference?: string;
                    /**
                     * @description A message to the payee, without invisible characters.
                     * @example Rent for November
                     */
                    note?: string;
                    /**
                     * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "order": "6735",
                     *       "customer": "c-118"
                     *     }
                     */
                    metadata?: {
                        [key: string]: string;
                    };
                    /**
                     * Format: date-time
                     * @description When the transfer is due, with an offset (RFC 3339), up to a year ahead. It starts within about a minute.
                     * @example 2027-01-15T09:00:00+01:00
                     */
                    execute_at: string;
                } | {
                    /**
                     * @description Id of the wallet that pays, which is one of yours.
                     * @example 41
                     */
                    from_id: string | number;
                    /**
                     * @description The payees: 1 to 10 different wallets, none of them the payer. The amounts add up to at most 18 digits. All of them are paid, or none.
                     * @example [
                     *       {
                     *         "to_id": "42",
                     *         "amount": "30"
                     *       },
                     *       {
                     *         "to_id": "43",
                     *         "amount": "20"
                     *       }
                     *     ]
                     */
                    to: {
                        /**
                         * @description Id of the wallet that receives this part.
                         * @example 42
                         */
                        to_id: string | number;
                        /**
                         * @description What it receives, in whole minor units, more than 0.
                         * @example 30
                         */
                        amount: string | number;
                    }[];
                    /**
                     * @description A text to find the transfer by, such as the number of an invoice. It has no space at its ends and no invisible characters. Searches compare it exactly, in Unicode normal form C.
                     * @example INV-1
                     */
                    reference?: string;
                    /**
                     * @description A message to the payee, without invisible characters.
                     * @example Rent for November
                     */
                    note?: string;
                    /**
                     * @description Texts for your own programs. Only you see them. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "order": "6735",
                     *       "customer": "c-118"
                     *     }
                     */
                    metadata?: {
                        [key: string]: string;
                    };
                    /** @description When the payments repeat. */
                    repeat: {
                        /**
                         * @description A recurrence rule (RFC 5545), such as FREQ=MONTHLY;BYMONTHDAY=-1. FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, INTERVAL at most 366, COUNT at most 1000. UNTIL is a day of the time zone or a time in UTC. It has no BYHOUR, BYMINUTE and BYSECOND: all payments are due at the time of day of the start. A day that a month does not have is no date of the rule.
                         * @example FREQ=MONTHLY
                         */
                        rrule: string;
                        /**
                         * @description The local time from which on the rule counts, up to a year ahead. The first payment is due at the first time of the rule from then on. Its time of day is that of every payment.
                         * @example 2026-12-01T09:00:00
                         */
                        start: string;
                        /**
                         * @description The time zone of the start (IANA). The payments keep their local time when the clocks change. A local time that the clocks skip is taken by the offset before the change, and the first of two is taken.
                         * @example Europe/Berlin
                         */
                        time_zone: string;
                    };
                };
            };
        };
        responses: {
            /** @description The scheduled transfer. */
            201: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ScheduleID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "amount": "65000",
                     *       "currency": "EUR",
                     *       "reference": "INV-1",
                     *       "note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "repeat": {
                     *         "rrule": "FREQ=MONTHLY",
                     *         "start": "2026-12-01T09:00:00",
                     *         "time_zone": "Europe/Berlin"
                     *       },
                     *       "status": "ACTIVE",
                     *       "next_at": "2027-02-01T08:00:00.000Z",
                     *       "payments_left": 9,
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "payments": [
                     *         {
                     *           "number": 3,
                     *           "due_at": "2026-11-23T10:15:30.123Z",
                     *           "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *           "status": "SUCCESSFUL",
                     *           "note": "transaction completed"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduledTransfer"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_schedules`: The wallet has the maximum number of active scheduled transfers. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scheduledTransfers: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of scheduled transfers, each with its last payment. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "ScheduleID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "from_id": "41",
                     *         "to_id": "42",
                     *         "amount": "65000",
                     *         "currency": "EUR",
                     *         "reference": "INV-1",
                     *         "note": "Rent for November",
                     *         "metadata": {
                     *           "customer": "c-118",
                     *           "order": "6735"
                     *         },
                     *         "repeat": {
                     *           "rrule": "FREQ=MONTHLY",
                     *           "start": "2026-12-01T09:00:00",
                     *           "time_zone": "Europe/Berlin"
                     *         },
                     *         "status": "ACTIVE",
                     *         "next_at": "2027-02-01T08:00:00.000Z",
                     *         "payments_left": 9,
                     *         "created_at": "2026-11-23T10:15:30.123Z",
                     *         "payments": [
                     *           {
                     *             "number": 3,
                     *             "due_at": "2026-11-23T10:15:30.123Z",
                     *             "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *             "status": "SUCCESSFUL",
                     *             "note": "transaction completed"
                     *           }
                     *         ]
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["ScheduledTransfer"][];
                };
            };
            /** @description There are none, and there is no next page. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scheduledTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a scheduled transfer of the wallet. */
                ScheduleID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scheduled transfer. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ScheduleID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "amount": "65000",
                     *       "currency": "EUR",
                     *       "reference": "INV-1",
                     *       "note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "repeat": {
                     *         "rrule": "FREQ=MONTHLY",
                     *         "start": "2026-12-01T09:00:00",
                     *         "time_zone": "Europe/Berlin"
                     *       },
                     *       "status": "ACTIVE",
                     *       "next_at": "2027-02-01T08:00:00.000Z",
                     *       "payments_left": 9,
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "payments": [
                     *         {
                     *           "number": 3,
                     *           "due_at": "2026-11-23T10:15:30.123Z",
                     *           "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *           "status": "SUCCESSFUL",
                     *           "note": "transaction completed"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduledTransfer"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `schedule_not_found`: This wallet has no such scheduled transfer. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelScheduledTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a scheduled transfer of the wallet. */
                ScheduleID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scheduled transfer. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ScheduleID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "amount": "65000",
                     *       "currency": "EUR",
                     *       "reference": "INV-1",
                     *       "note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "repeat": {
                     *         "rrule": "FREQ=MONTHLY",
                     *         "start": "2026-12-01T09:00:00",
                     *         "time_zone": "Europe/Berlin"
                     *       },
                     *       "status": "ACTIVE",
                     *       "next_at": "2027-02-01T08:00:00.000Z",
                     *       "payments_left": 9,
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "payments": [
                     *         {
                     *           "number": 3,
                     *           "due_at": "2026-11-23T10:15:30.123Z",
                     *           "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *           "status": "SUCCESSFUL",
                     *           "note": "transaction completed"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduledTransfer"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `schedule_not_found`: This wallet has no such scheduled transfer. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_started`: Its last payment has started. `already_cancelled`: It is cancelled already. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeScheduledTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a scheduled transfer of the wallet. */
                ScheduleID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "amount": "67000",
                 *       "note": "Rent and garage"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Whole minor units, more than 0. Send a string of digits, or a JSON integer up to 2^53 - 1.
                     * @example 50
                     */
                    amount?: string | number;
                    reference?: string | null;
                    note?: string | null;
                    /**
                     * @description The keys that change: a text sets a key, null removes it, and other keys stay. Null for all of it removes every key. Up to 16 keys with texts of 1 to 500 characters, together at most 2048 bytes in UTF-8.
                     * @example {
                     *       "customer": "c-119",
                     *       "order": null
                     *     }
                     */
                    metadata?: {
                        [key: string]: string | null;
                    } | null;
                    /**
                     * Format: date-time
                     * @description When the transfer is due, with an offset (RFC 3339), up to a year ahead. It starts within about a minute.
                     * @example 2027-01-15T09:00:00+01:00
                     */
                    execute_at?: string;
                    /** @description The rule begins anew. Without `start` it goes on from the next payment. */
                    repeat?: {
                        /**
                         * @description A recurrence rule (RFC 5545), such as FREQ=MONTHLY;BYMONTHDAY=-1. FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, INTERVAL at most 366, COUNT at most 1000. UNTIL is a day of the time zone or a time in UTC. It has no BYHOUR, BYMINUTE and BYSECOND: all payments are due at the time of day of the start. A day that a month does not have is no date of the rule.
                         * @example FREQ=MONTHLY
                         */
                        rrule?: string;
                        /**
                         * @description The local time from which on the rule counts, up to a year ahead. The first payment is due at the first time of the rule from then on. Its time of day is that of every payment.
                         * @example 2026-12-01T09:00:00
                         */
                        start?: string;
                        /**
                         * @description The time zone of the start (IANA). The payments keep their local time when the clocks change. A local time that the clocks skip is taken by the offset before the change, and the first of two is taken.
                         * @example Europe/Berlin
                         */
                        time_zone?: string;
                    };
                };
            };
        };
        responses: {
            /** @description The scheduled transfer. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "ScheduleID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "from_id": "41",
                     *       "to_id": "42",
                     *       "amount": "65000",
                     *       "currency": "EUR",
                     *       "reference": "INV-1",
                     *       "note": "Rent for November",
                     *       "metadata": {
                     *         "customer": "c-118",
                     *         "order": "6735"
                     *       },
                     *       "repeat": {
                     *         "rrule": "FREQ=MONTHLY",
                     *         "start": "2026-12-01T09:00:00",
                     *         "time_zone": "Europe/Berlin"
                     *       },
                     *       "status": "ACTIVE",
                     *       "next_at": "2027-02-01T08:00:00.000Z",
                     *       "payments_left": 9,
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "payments": [
                     *         {
                     *           "number": 3,
                     *           "due_at": "2026-11-23T10:15:30.123Z",
                     *           "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *           "status": "SUCCESSFUL",
                     *           "note": "transaction completed"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["ScheduledTransfer"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. `step_up_required`: Confirm who you are first: POST /auth/step_up. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. `schedule_not_found`: This wallet has no such scheduled transfer. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `already_started`: Its last payment has started. `already_cancelled`: It is cancelled already. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    statementReceipt: {
        parameters: {
            query?: {
                /** @description The newest root that was kept. */
                root?: "latest";
            };
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Number of an entry of the statement. */
                seq: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "receipt": "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJtaWItbG9jYWwifQ.c2lnbmF0dXJl",
                     *       "inclusion": {
                     *         "root": "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJtaWItbG9jYWwifQ.c2lnbmF0dXJl",
                     *         "size": 10000,
                     *         "index": 4711,
                     *         "path": [
                     *           "D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0"
                     *         ],
                     *         "head": {
                     *           "wallet_id": "41",
                     *           "seq": 1041,
                     *           "hash": "D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0"
                     *         },
                     *         "entries": [
                     *           {
                     *             "wallet_id": "41",
                     *             "seq": 1041,
                     *             "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *             "amount": "-50",
                     *             "balance": "1200",
                     *             "posted_at": "2026-11-23T10:15:30.123Z",
                     *             "hash": "D0LtKm9766UqJPYYdKlpRHOHhJrvSlFWdtom0pFmQY0"
                     *           }
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["EntryReceipt"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `root_not_kept`: No root that was kept has this entry yet. One is kept every hour. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transactionReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your wallets. */
                id: string;
                /** @description Id of a transaction of the wallet. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "receipt": "eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJtaWItbG9jYWwifQ.c2lnbmF0dXJl"
                     *     }
                     */
                    "application/json": components["schemas"]["TransactionReceipt"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_not_found`: You have no such wallet. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `transaction_not_final`: This transaction is not final yet. A receipt states what is final. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhooks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of your webhooks. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "webhook_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "url": "https://shop.example/mib",
                     *         "types": [
                     *           "transfer.final",
                     *           "statement.posted"
                     *         ],
                     *         "description": "The shop",
                     *         "status": "enabled",
                     *         "disabled_at": "2026-11-23T10:15:30.123Z",
                     *         "disabled_reason": "failing",
                     *         "failing_since": "2026-11-23T10:15:30.123Z",
                     *         "created_at": "2026-11-23T10:15:30.123Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Webhook"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://shop.example/mib",
                 *       "types": [
                 *         "transfer.final",
                 *         "statement.posted"
                 *       ],
                 *       "description": "The shop"
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: uri
                     * @description The address of your receiver: https, a public address, without user and password. mib follows no redirect from it.
                     * @example https://shop.example/mib
                     */
                    url: string;
                    /**
                     * @description The types of events that it receives.
                     * @example [
                     *       "transfer.final",
                     *       "statement.posted"
                     *     ]
                     */
                    types: components["schemas"]["UserEventType"][];
                    /**
                     * @description What you call it.
                     * @example The shop
                     */
                    description?: string;
                };
            };
        };
        responses: {
            /** @description The webhook is added. */
            201: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "url": "https://shop.example/mib",
                     *       "types": [
                     *         "transfer.final",
                     *         "statement.posted"
                     *       ],
                     *       "description": "The shop",
                     *       "status": "enabled",
                     *       "disabled_at": "2026-11-23T10:15:30.123Z",
                     *       "disabled_reason": "failing",
                     *       "failing_since": "2026-11-23T10:15:30.123Z",
                     *       "created_at": "2026-11-23T10:15:30.123Z",
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
                     *     }
                     */
                    "application/json": components["schemas"]["AddedWebhook"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_webhooks`: You have the maximum number of webhooks. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your webhooks. */
                WebhookID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "url": "https://shop.example/mib",
                     *       "types": [
                     *         "transfer.final",
                     *         "statement.posted"
                     *       ],
                     *       "description": "The shop",
                     *       "status": "enabled",
                     *       "disabled_at": "2026-11-23T10:15:30.123Z",
                     *       "disabled_reason": "failing",
                     *       "failing_since": "2026-11-23T10:15:30.123Z",
                     *       "created_at": "2026-11-23T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your webhooks. */
                WebhookID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook is removed. */
            204: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of your webhooks. */
                WebhookID: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "enabled": true
                 *     }
                 */
                "application/json": {
                    /**
                     * Format: uri
                     * @description The address of your receiver: https, a public address, without user and password. mib follows no redirect from it.
                     * @example https://shop.example/mib
                     */
                    url?: string;
                    /**
                     * @description The types of events that it receives.
                     * @example [
                     *       "transfer.final",
                     *       "statement.posted"
                     *     ]
                     */
                    types?: components["schemas"]["UserEventType"][];
                    /**
                     * @description What you call it. Null removes it.
                     * @example The shop
                     */
                    description?: string | null;
                    /**
                     * @description Whether it receives events.
                     * @example true
                     */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description The webhook after the change. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "url": "https://shop.example/mib",
                     *       "types": [
                     *         "transfer.final",
                     *         "statement.posted"
                     *       ],
                     *       "description": "The shop",
                     *       "status": "enabled",
                     *       "disabled_at": "2026-11-23T10:15:30.123Z",
                     *       "disabled_reason": "failing",
                     *       "failing_since": "2026-11-23T10:15:30.123Z",
                     *       "created_at": "2026-11-23T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_blocked`: An operator has disabled this webhook. */
            409: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or its charset is not UTF-8. */
            415: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id of one of your webhooks. */
                WebhookID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new secret signs. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "webhook_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                     *       "old_until": "2026-11-24T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["RotatedSecret"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    webhookDeliveries: {
        parameters: {
            query?: {
                /** @description Maximum number of items on the page. */
                limit?: number;
                /** @description Where the page starts: the cursor that the page before returned. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description Id of one of your webhooks. */
                WebhookID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    /** @description The next page as `<…>; rel="next"` (RFC 8288). The last page has no link. */
                    Link?: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "delivery_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "type": "transfer.final",
                     *         "wallet_id": "41",
                     *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "key_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *         "status": "delivered",
                     *         "attempts": 1,
                     *         "last_attempt_at": "2026-11-23T10:15:30.123Z",
                     *         "response_status": 200,
                     *         "duration_ms": 42,
                     *         "error": "the response was 503",
                     *         "next_attempt_at": "2026-11-23T10:15:30.123Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["WebhookDelivery"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resendDelivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id of one of your webhooks. */
                WebhookID: string;
                /** @description Id of a delivery to the webhook. */
                DeliveryID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent soon. */
            202: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "delivery_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "type": "transfer.final",
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "key_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "delivered",
                     *       "attempts": 1,
                     *       "last_attempt_at": "2026-11-23T10:15:30.123Z",
                     *       "response_status": 200,
                     *       "duration_ms": 42,
                     *       "error": "the response was 503",
                     *       "next_attempt_at": "2026-11-23T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. `delivery_not_found`: This webhook has no such delivery. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes the request safe to repeat for 24 hours. Repeating it with the same key and body has no further effect. The same key with another body is an error (422). */
                "idempotency-key"?: string;
            };
            path: {
                /** @description Id of one of your webhooks. */
                WebhookID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is sent soon. */
            202: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "delivery_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "type": "transfer.final",
                     *       "wallet_id": "41",
                     *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "key_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                     *       "status": "delivered",
                     *       "attempts": 1,
                     *       "last_attempt_at": "2026-11-23T10:15:30.123Z",
                     *       "response_status": 200,
                     *       "duration_ms": 42,
                     *       "error": "the response was 503",
                     *       "next_attempt_at": "2026-11-23T10:15:30.123Z"
                     *     }
                     */
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unauthenticated`: A valid bearer token is required. */
            401: {
                headers: {
                    /** @description The authentication scheme (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `key_scope`: The scope of this key does not allow this request. `member_scope`: This wallet is shared with you. Only its owner may do this. `add_second_factor`: This service requires a second factor. Add one first, by POST /auth/passkey/options or POST /auth/factors/totp. Then refresh the session. */
            403: {
                headers: {
                    /** @description The authentication scheme and the error (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `webhook_not_found`: You have no such webhook. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency_key_reused`: This Idempotency-Key was used with another request. */
            422: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    "RateLimit-Policy"?: string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The public keys. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "keys": [
                     *         {
                     *           "kty": "OKP",
                     *           "crv": "Ed25519",
                     *           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
                     *           "kid": "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
                     *           "alg": "EdDSA",
                     *           "use": "sig"
                     *         }
                     *       ],
                     *       "revoked": [
                     *         {
                     *           "kid": "q8bHbXf_BSQ5DlzLfO9yhWXSYgu0VVY5nYIkYQnOjT4",
                     *           "revoked_at": "2026-11-23T10:15:30.123Z"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["PublishedKeys"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI 3.1 document. */
            200: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.1",
                     *       "info": {
                     *         "title": "mib",
                     *         "version": "1.0.0"
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["OpenApiDocument"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    root: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirect to the wallet. */
            302: {
                headers: {
                    /** @description Path of the wallet. */
                    Location: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    app: {
        parameters: {
            query?: never;
            header?: {
                /** @description Include `gzip` to receive a compressed response. Large files are sent compressed only. */
                "accept-encoding"?: string;
                /** @description The `ETag` of an earlier response. If it still matches, the status is 304 (RFC 9110). */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Not modified since the given `ETag`. */
            304: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_acceptable`: This file is available with gzip compression only, which Accept-Encoding refuses. */
            406: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    appFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Include `gzip` to receive a compressed response. Large files are sent compressed only. */
                "accept-encoding"?: string;
                /** @description The `ETag` of an earlier response. If it still matches, the status is 304 (RFC 9110). */
                "if-none-match"?: string;
            };
            path: {
                /** @description Path of the view, or `assets/` and the name of the file. */
                path: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "text/css": string;
                    "text/javascript": string;
                    "image/svg+xml": string;
                };
            };
            /** @description Not modified since the given `ETag`. */
            304: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `route_not_found`: There is no such route. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_acceptable`: This file is available with gzip compression only, which Accept-Encoding refuses. */
            406: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    docs: {
        parameters: {
            query?: never;
            header?: {
                /** @description Include `gzip` to receive a compressed response. Large files are sent compressed only. */
                "accept-encoding"?: string;
                /** @description The `ETag` of an earlier response. If it still matches, the status is 304 (RFC 9110). */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Not modified since the given `ETag`. */
            304: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    docsFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Include `gzip` to receive a compressed response. Large files are sent compressed only. */
                "accept-encoding"?: string;
                /** @description The `ETag` of an earlier response. If it still matches, the status is 304 (RFC 9110). */
                "if-none-match"?: string;
            };
            path: {
                /** @description Name of the file. */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                    "text/javascript": string;
                    "image/png": string;
                };
            };
            /** @description Not modified since the given `ETag`. */
            304: {
                headers: {
                    /** @description Version of the content. */
                    ETag: string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    /** @description The rest of the window: its requests (`r`) and its seconds (`t`). */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `route_not_found`: There is no such route. */
            404: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_acceptable`: This file is available with gzip compression only, which Accept-Encoding refuses. */
            406: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is too large. */
            413: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `too_many_requests`: Too many requests from this user or this address. Try again later. */
            429: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `headers_too_large`: The headers together are larger than 8 KB. */
            431: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal_error`: Something went wrong on our side. */
            500: {
                headers: {
                    /** @description The rate limit: its name, the number of requests (`q`) and the window in seconds (`w`). */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unavailable`: The service cannot take this request now. Nothing was done. Try again shortly. */
            503: {
                headers: {
                    /** @description Seconds to wait before the next attempt. */
                    "Retry-After": string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transferFinal: {
        parameters: {
            query?: never;
            header: {
                /** @description The TxID of the transfer. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "transfer.final",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "version": 1,
                 *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "from_id": "41",
                 *         "to_id": "42",
                 *         "to": [
                 *           {
                 *             "to_id": "42",
                 *             "amount": "50"
                 *           }
                 *         ],
                 *         "amount": "50",
                 *         "currency": "EUR",
                 *         "reference": "INV-2026-118",
                 *         "payer_note": "rent",
                 *         "paid_by": {
                 *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *           "key": {
                 *             "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *             "name": "The shop"
                 *           }
                 *         },
                 *         "initiated_at": "2026-11-23T09:00:00.000Z",
                 *         "status": "SUCCESSFUL",
                 *         "note": "transaction completed",
                 *         "refund_of": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "finished_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TransferWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    transferAuthorised: {
        parameters: {
            query?: never;
            header: {
                /** @description The TxID of the transfer and `-authorised`. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "transfer.authorised",
                 *       "timestamp": "2026-11-23T09:00:00.231Z",
                 *       "data": {
                 *         "version": 1,
                 *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "from_id": "41",
                 *         "to_id": "42",
                 *         "to": [
                 *           {
                 *             "to_id": "42",
                 *             "amount": "50"
                 *           }
                 *         ],
                 *         "amount": "50",
                 *         "currency": "EUR",
                 *         "reference": "INV-2026-118",
                 *         "payer_note": "rent",
                 *         "paid_by": {
                 *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *           "key": {
                 *             "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *             "name": "The shop"
                 *           }
                 *         },
                 *         "initiated_at": "2026-11-23T09:00:00.000Z",
                 *         "status": "PROCESSING",
                 *         "note": "authorised",
                 *         "authorised_at": "2026-11-23T09:00:00.231Z",
                 *         "expires_at": "2026-11-30T09:00:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AuthorisedWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    transferAwaitsApproval: {
        parameters: {
            query?: never;
            header: {
                /** @description The TxID of the transfer and `-awaits-approval`. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "transfer.awaits_approval",
                 *       "timestamp": "2026-11-23T09:00:00.231Z",
                 *       "data": {
                 *         "version": 1,
                 *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "from_id": "41",
                 *         "to_id": "42",
                 *         "to": [
                 *           {
                 *             "to_id": "42",
                 *             "amount": "50"
                 *           }
                 *         ],
                 *         "amount": "50",
                 *         "currency": "EUR",
                 *         "reference": "INV-2026-118",
                 *         "payer_note": "rent",
                 *         "paid_by": {
                 *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *           "key": {
                 *             "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *             "name": "The shop"
                 *           }
                 *         },
                 *         "initiated_at": "2026-11-23T09:00:00.000Z",
                 *         "status": "PROCESSING",
                 *         "note": "waiting for approval",
                 *         "authorised_at": "2026-11-23T09:00:00.231Z",
                 *         "expires_at": "2026-11-30T09:00:00.000Z",
                 *         "asked_by": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["AwaitsApprovalWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    walletFrozen: {
        parameters: {
            query?: never;
            header: {
                /** @description An id that is made of the wallet and the number of the change. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "wallet.frozen",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "version": 1,
                 *         "wallet_id": "41",
                 *         "status": "FROZEN",
                 *         "change": 3,
                 *         "by": "owner",
                 *         "frozen": "debits",
                 *         "operator_frozen": null,
                 *         "changed_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["WalletWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    walletShared: {
        parameters: {
            query?: never;
            header: {
                /** @description An id that is made of the wallet and the number of the change. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "wallet.shared",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "version": 1,
                 *         "status": "SHARED",
                 *         "wallet_id": "41",
                 *         "change": 2,
                 *         "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *         "member_id": "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a",
                 *         "by": "owner",
                 *         "max_per_day": "500",
                 *         "changed_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SharingWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    walletRuleChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description An id that is made of the wallet and the number of the change. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "wallet.rule_changed",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "version": 1,
                 *         "status": "RULE_CHANGED",
                 *         "wallet_id": "41",
                 *         "change": 2,
                 *         "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *         "by": "owner",
                 *         "by_id": "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a",
                 *         "changed_at": "2026-11-23T09:00:00.412Z",
                 *         "approval_above": "500",
                 *         "approvers": [
                 *           "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a"
                 *         ],
                 *         "waits": null,
                 *         "former_approvers": []
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["RuleWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    keyMade: {
        parameters: {
            query?: never;
            header: {
                /** @description An id that is made of the key and of what was done. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "key.made",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "version": 1,
                 *         "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *         "status": "KEY_MADE",
                 *         "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *         "by": "owner",
                 *         "expires_at": "2027-01-01T00:00:00.000Z",
                 *         "changed_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["KeyWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userTransferFinal: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "transfer.final",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "wallet_id": "41",
                 *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "amount": "-50",
                 *         "currency": "EUR",
                 *         "reference": "INV-2026-118",
                 *         "payer_note": "rent",
                 *         "from_id": "41",
                 *         "paid_by": {
                 *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *           "key": {
                 *             "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *             "name": "The shop"
                 *           }
                 *         },
                 *         "initiated_at": "2026-11-23T09:00:00.412Z",
                 *         "status": "SUCCESSFUL",
                 *         "note": "transaction completed",
                 *         "to_id": "42",
                 *         "to": [
                 *           {
                 *             "to_id": "42",
                 *             "amount": "30"
                 *           },
                 *           {
                 *             "to_id": "43",
                 *             "amount": "20"
                 *           }
                 *         ],
                 *         "refund_of": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "finished_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserTransferWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userTransferAuthorised: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "transfer.authorised",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "wallet_id": "41",
                 *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "amount": "-50",
                 *         "currency": "EUR",
                 *         "reference": "INV-2026-118",
                 *         "payer_note": "rent",
                 *         "from_id": "41",
                 *         "paid_by": {
                 *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *           "key": {
                 *             "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *             "name": "The shop"
                 *           }
                 *         },
                 *         "initiated_at": "2026-11-23T09:00:00.412Z",
                 *         "to_id": "42",
                 *         "status": "PROCESSING",
                 *         "note": "authorised",
                 *         "authorised_at": "2026-11-23T09:00:00.231Z",
                 *         "expires_at": "2026-11-30T09:00:00.000Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserAuthorisedWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userTransferAwaitsApproval: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "transfer.awaits_approval",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "wallet_id": "41",
                 *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "amount": "-50",
                 *         "currency": "EUR",
                 *         "reference": "INV-2026-118",
                 *         "payer_note": "rent",
                 *         "from_id": "41",
                 *         "paid_by": {
                 *           "user_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *           "key": {
                 *             "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *             "name": "The shop"
                 *           }
                 *         },
                 *         "initiated_at": "2026-11-23T09:00:00.412Z",
                 *         "to_id": "42",
                 *         "to": [
                 *           {
                 *             "to_id": "42",
                 *             "amount": "30"
                 *           },
                 *           {
                 *             "to_id": "43",
                 *             "amount": "20"
                 *           }
                 *         ],
                 *         "status": "PROCESSING",
                 *         "note": "waiting for approval",
                 *         "authorised_at": "2026-11-23T09:00:00.231Z",
                 *         "expires_at": "2026-11-30T09:00:00.000Z",
                 *         "asked_by": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserAwaitsApprovalWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userStatementPosted: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "statement.posted",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "wallet_id": "41",
                 *         "seq": 1041,
                 *         "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
                 *         "amount": "-50",
                 *         "currency": "EUR",
                 *         "balance": "1200",
                 *         "posted_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserStatementWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userWalletFrozen: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "wallet.frozen",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "wallet_id": "41",
                 *         "change": 3,
                 *         "by": "owner",
                 *         "frozen": "debits",
                 *         "operator_frozen": null,
                 *         "changed_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserWalletWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userWalletShared: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "wallet.shared",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "wallet_id": "41",
                 *         "change": 2,
                 *         "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *         "member_id": "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a",
                 *         "by": "owner",
                 *         "max_per_day": "500",
                 *         "changed_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserSharingWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userWalletRuleChanged: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "wallet.rule_changed",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "wallet_id": "41",
                 *         "change": 2,
                 *         "owner_id": "3f0c7a52-0d4b-4a52-9c1e-6b7f8d2a1e90",
                 *         "by": "owner",
                 *         "by_id": "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a",
                 *         "changed_at": "2026-11-23T09:00:00.412Z",
                 *         "approval_above": "500",
                 *         "approvers": [
                 *           "7b1d9c34-5e2f-4c80-a1b6-0f9e8d7c6b5a"
                 *         ],
                 *         "waits": null,
                 *         "former_approvers": []
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserRuleWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userKeyMade: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "key.made",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "key_id": "01KABZ6D2E8V4X5R6M7N8P9QST",
                 *         "by": "owner",
                 *         "expires_at": "2027-01-01T00:00:00.000Z",
                 *         "changed_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserKeyWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userWebhookTest: {
        parameters: {
            query?: never;
            header: {
                /** @description Id of the event. Repeated deliveries have the same id. */
                "webhook-id": string;
                /** @description When the delivery was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space. */
                "webhook-signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "webhook.test",
                 *       "timestamp": "2026-11-23T09:00:00.412Z",
                 *       "data": {
                 *         "webhook_id": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["UserTestWebhook"];
            };
        };
        responses: {
            /** @description The delivery is received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
