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
         * Register
         * @description The password may be none of the 4,000 most common ones, no repetition or sequence, and may not contain a login of 4 characters or more. A login that looks like a taken one (UTS #39) is taken.
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
         * @description An unknown login and a wrong password get the same answer. After failures in a row each attempt has to wait longer.
         */
        post: operations["login"];
        delete?: never;
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
         * Open a wallet
         * @description Again for a wallet that is yours already changes nothing. Money can be sent to it as soon as it is ACTIVE.
         */
        post: operations["createWallet"];
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
    "/api/user/balance/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a wallet's balance
         * @description The balance now, as the shard of the wallet has it. It is strongly consistent.
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
         * Read a wallet's balance at a past time
         * @description The balance according to the journal: the credits decided by that time, less the debits decided by that time. Decisions of the last minute may not be complete. For a time within the last minute the response has the balance of one minute ago, and `as_of` says so. The balance at one `as_of` never changes.
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
         * @description Accepted as soon as it is in the journal; from then on it comes to a final status, whatever fails on the way. A transfer that cannot happen (no such payee, not enough funds) is accepted too, and ends INVALID. Without an Idempotency-Key a repeated request is another transfer; with it, the response has the status that the transfer has reached since.
         */
        post: operations["doTransaction"];
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
         * @description Oldest first, unless asked otherwise. The payee sees a transfer once it is decided to happen. One request looks at 1,000 transfers at the most: with a filter that few of them pass a page may be short, or empty, and still lead to a next one.
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
        /** Read one transaction with its timeline */
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
         * Export a wallet's transactions
         * @description In parts: the header `Link` leads from one to the next, and the parts one after the other are the file. The line of column names is in the first part alone. Texts of the payer that a spreadsheet would take for a formula have an apostrophe before them.
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
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
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
        /** Leads to this document, to read and to try */
        get: operations["root"];
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
         * This document, to read and to try
         * @description Swagger UI. All of it comes from here: no other host is contacted.
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
        /** What the page of this document is made of */
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
         * A transfer has come to its final status
         * @description Once or more for each transfer, in no order: `TxID` says what came before. On AWS the same `data` is the detail of an event on EventBridge. Anything but a 2xx within 10 seconds is tried again.
         */
        post: operations["transferFinal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description What is sent to a webhook when a transfer has come to its final status. */
        TransferWebhook: {
            /**
             * @description What has happened.
             * @example transfer.final
             * @constant
             */
            type: "transfer.final";
            /**
             * Format: date-time
             * @description When it happened; RFC 3339.
             * @example 2026-11-23T09:00:00.412Z
             */
            timestamp: string;
            data: components["schemas"]["TransferEvent"];
        };
        /** @description A transfer has come to its final status. */
        TransferEvent: {
            /**
             * @description Of this form. A field may be added to it at any time.
             * @example 1
             * @constant
             */
            version: 1;
            /**
             * @description The transfer. It has one final status for good, so what comes again with this id is the same event.
             * @example 01M83KTS9D65GMD0FV06T4JC57
             */
            TxID: string;
            /**
             * @description The payer's wallet.
             * @example 41
             */
            from_id: string;
            /**
             * @description The payee's wallet.
             * @example 42
             */
            to_id: string;
            /**
             * @description Minor units, without a sign, as a string of digits.
             * @example 50
             */
            amount: string;
            /**
             * @description Whether the money moved (SUCCESSFUL) or not, as it was impossible (INVALID) or could not be done in time (FAILED).
             * @example SUCCESSFUL
             * @enum {string}
             */
            status: "SUCCESSFUL" | "INVALID" | "FAILED";
            /**
             * @description The reason, for a person.
             * @example transaction completed
             */
            note: string;
            /**
             * @description The payer's own, if there is one.
             * @example INV-2026-118
             */
            reference?: string;
            /**
             * @description What the payer wrote, if anything.
             * @example rent
             */
            payer_note?: string;
            /**
             * Format: date-time
             * @description RFC 3339.
             * @example 2026-11-23T09:00:00.000Z
             */
            initiated_at: string;
            /**
             * Format: date-time
             * @description RFC 3339.
             * @example 2026-11-23T09:00:00.412Z
             */
            finished_at: string;
        };
        Session: {
            /**
             * @description Sent as `Authorization: Bearer <token>`.
             * @example eyJhbGciOiJFZERTQSJ9.e30.c2ln
             */
            token: string;
            /** @constant */
            token_type: "Bearer";
            /**
             * @description In seconds. Log in again for another.
             * @example 3600
             */
            expires_in: number;
        };
        /** @description Problem details, RFC 9457. */
        Problem: {
            /** @constant */
            type: "about:blank";
            /**
             * @description The status in words.
             * @example Not Found
             */
            title: string;
            /** @example 404 */
            status: number;
            /**
             * @description What went wrong; it never changes its meaning.
             * @example wallet_not_found
             * @enum {string}
             */
            code: "invalid_input" | "unauthenticated" | "insufficient_scope" | "wrong_credentials" | "wallet_not_found" | "transaction_not_found" | "no_such_wallet" | "route_not_found" | "not_acceptable" | "method_not_allowed" | "login_taken" | "wallet_taken" | "too_many_wallets" | "transaction_mismatch" | "transaction_settled" | "deadline_passed" | "headers_too_large" | "payload_too_large" | "unsupported_media_type" | "wrong_shard" | "idempotency_key_reused" | "insufficient_funds" | "too_many_requests" | "too_many_attempts" | "unavailable" | "too_many_open_transactions" | "internal_error";
            /**
             * @description The same for people.
             * @example You have no such wallet.
             */
            detail: string;
            /** @description With the code invalid_input: every field that breaks a rule. */
            errors?: {
                /**
                 * @description The field, parameter or header.
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
        CreatedWallet: {
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 41
             */
            wallet_id: string;
            status: components["schemas"]["WalletStatus"];
        };
        /**
         * @description ACTIVE as soon as its shard has opened it.
         * @example ACTIVE
         * @enum {string}
         */
        WalletStatus: "CREATING" | "ACTIVE";
        Wallet: {
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 41
             */
            wallet_id: string;
            status: components["schemas"]["WalletStatus"];
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            created_at: string;
        };
        Balance: {
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description available + reserved.
             * @example 1250
             */
            balance: string;
            /**
             * @description What a transfer can take.
             * @example 1250
             */
            available: string;
            /**
             * @description Held by transfers in flight.
             * @example 0
             */
            reserved: string;
            last_transaction: {
                /**
                 * @description A transaction: a ULID, so that ids sort by time.
                 * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
                 */
                TxID: string;
                status: components["schemas"]["TransactionStatus"];
                /**
                 * @description The status in words for people.
                 * @example transaction completed
                 */
                note: string;
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 * @example 2026-11-23T10:15:30.123Z
                 */
                initiated_at: string;
            } | null;
        };
        /**
         * @description PENDING: not yet picked up. PROCESSING. For good: SUCCESSFUL, INVALID (it is impossible: no funds, no such wallet), FAILED (it did not happen: no answer in time).
         * @example SUCCESSFUL
         * @enum {string}
         */
        TransactionStatus: "PENDING" | "PROCESSING" | "INVALID" | "FAILED" | "SUCCESSFUL";
        /** @description The answer to `at`. */
        PastBalance: {
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 41
             */
            wallet_id: string;
            /**
             * Format: date-time
             * @description The time that was asked for.
             * @example 2026-11-23T10:15:30.123Z
             */
            at: string;
            /**
             * Format: date-time
             * @description The time that the balance is of: `at`, or a minute before the request if `at` is later than that. What was decided since may still be being written. The balance as of one time never changes.
             * @example 2026-11-23T10:15:30.123Z
             */
            as_of: string;
            /**
             * @description Whole minor units.
             * @example 1250
             */
            balance: string;
        };
        /**
         * @example {
         *       "TxID": "01KABZ5ZD6T8S0QFVJ0Q1N2M3P",
         *       "status": "PENDING"
         *     }
         */
        Accepted: {
            /**
             * @description A transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            status: components["schemas"]["TransactionStatus"];
        };
        /** @description A transfer as one of its wallets sees it. */
        Transaction: {
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description A transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description From the wallet's side, in whole minor units: minus leaves it.
             * @example -50
             */
            amount: string;
            /**
             * @deprecated
             * @description The misspelling of `amount` in the first specification.
             * @example -50
             */
            ammount: string;
            status: components["schemas"]["TransactionStatus"];
            /**
             * @description The status in words for people.
             * @example transaction completed
             */
            note: string;
            /**
             * @description What the payer named it.
             * @example INV-1
             */
            reference?: string;
            /**
             * @description What the payer wrote to the payee.
             * @example Rent for November
             */
            payer_note?: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            initiated_at: string;
        };
        TransactionDetail: {
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 41
             */
            wallet_id: string;
            /**
             * @description A transaction: a ULID, so that ids sort by time.
             * @example 01KABZ5ZD6T8S0QFVJ0Q1N2M3P
             */
            TxID: string;
            /**
             * @description From the wallet's side, in whole minor units: minus leaves it.
             * @example -50
             */
            amount: string;
            /**
             * @deprecated
             * @description The misspelling of `amount` in the first specification.
             * @example -50
             */
            ammount: string;
            status: components["schemas"]["TransactionStatus"];
            /**
             * @description The status in words for people.
             * @example transaction completed
             */
            note: string;
            /**
             * @description What the payer named it.
             * @example INV-1
             */
            reference?: string;
            /**
             * @description What the payer wrote to the payee.
             * @example Rent for November
             */
            payer_note?: string;
            /**
             * Format: date-time
             * @description RFC 3339, UTC.
             * @example 2026-11-23T10:15:30.123Z
             */
            initiated_at: string;
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 41
             */
            from_id: string;
            /**
             * @description A wallet, as it was named when it was opened.
             * @example 42
             */
            to_id: string;
            /**
             * @description Everything that happened to it, oldest first.
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
             *         "at": "2026-11-23T10:15:30.284Z",
             *         "decision": "COMMIT"
             *       },
             *       {
             *         "at": "2026-11-23T10:15:30.396Z",
             *         "status": "SUCCESSFUL"
             *       }
             *     ]
             */
            timeline: ({
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 * @example 2026-11-23T10:15:30.123Z
                 */
                at: string;
                status: components["schemas"]["TransactionStatus"];
            } | {
                /**
                 * Format: date-time
                 * @description RFC 3339, UTC.
                 * @example 2026-11-23T10:15:30.123Z
                 */
                at: string;
                /**
                 * @description What was decided, once.
                 * @example COMMIT
                 * @enum {string}
                 */
                decision: "COMMIT" | "ABORT";
            })[];
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
                     * @description Letters of any script, without invisible characters. Upper and lower case are the same. At most 256 bytes in UTF-8, in lower case and in Unicode normal form KC.
                     * @example ann
                     */
                    login: string;
                    /**
                     * Format: password
                     * @description At least 8 characters, or more if this service asks for more; at most 72 bytes in UTF-8, in Unicode normal form KC.
                     * @example correct horse
                     */
                    password: string;
                };
            };
        };
        responses: {
            /** @description Registered, and logged in. */
            200: {
                headers: {
                    /** @description The same token, as requests carry it. */
                    Authorization: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 3600
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or in another charset than UTF-8. */
            415: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                     * @description Letters of any script, without invisible characters. Upper and lower case are the same. At most 256 bytes in UTF-8, in lower case and in Unicode normal form KC.
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
            /** @description Logged in. */
            200: {
                headers: {
                    /** @description The same token, as requests carry it. */
                    Authorization: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token": "eyJhbGciOiJFZERTQSJ9.e30.c2ln",
                     *       "token_type": "Bearer",
                     *       "expires_in": 3600
                     *     }
                     */
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wrong_credentials`: Login or password is wrong. */
            401: {
                headers: {
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or in another charset than UTF-8. */
            415: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
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
                /** @description Makes the request safe to repeat for 24 hours: the same key with the same body gives the first answer again, with another body 422. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "wallet_id": "41"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description A wallet: 1 to 512 digits. "7" and "07" are two wallets.
                     * @example 41
                     */
                    wallet_id: string | number;
                };
            };
        };
        responses: {
            /** @description The wallet is yours; its shard opens it. */
            202: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "status": "ACTIVE"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedWallet"];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `wallet_taken`: This wallet belongs to another user. `too_many_wallets`: You have as many wallets as a user may open. */
            409: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or in another charset than UTF-8. */
            415: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description How many at the most, 1 to 100. */
                limit?: string;
                /** @description Where the page before ended; the header Link has it. */
                cursor?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your wallets by id. */
            200: {
                headers: {
                    /** @description Where the next page is, as `<…>; rel="next"` (RFC 8288); missing on the last page. */
                    Link?: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example [
                     *       {
                     *         "wallet_id": "41",
                     *         "status": "ACTIVE",
                     *         "created_at": "2026-11-23T10:15:30.123Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Wallet"][];
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description A wallet of yours. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance. */
            200: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
                     *       "balance": "1250",
                     *       "available": "1250",
                     *       "reserved": "0",
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
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
                /** @description A wallet of yours. */
                id: string;
                /** @description A past time, with an offset (RFC 3339). A time up to 10 seconds ahead counts as now. */
                time: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The balance at that time. */
            200: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "wallet_id": "41",
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
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
                /** @description Makes the request safe to repeat for 24 hours: the same key with the same body gives the first answer again, with another body 422. */
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
                 *       "amount": "50",
                 *       "reference": "INV-1",
                 *       "note": "Rent for November"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description A wallet: 1 to 512 digits. "7" and "07" are two wallets.
                     * @example 41
                     */
                    from_id: string | number;
                    /**
                     * @description A wallet: 1 to 512 digits. "7" and "07" are two wallets.
                     * @example 42
                     */
                    to_id: string | number;
                    /**
                     * @description Whole minor units, more than 0; as a string of digits, or as a JSON integer up to 2^53 - 1.
                     * @example 50
                     */
                    amount: string | number;
                    /**
                     * @description To find the transfer by. Without space at its ends, and without invisible characters; looked for exactly as written, in Unicode normal form C.
                     * @example INV-1
                     */
                    reference?: string;
                    /**
                     * @description For the payee. Without invisible characters.
                     * @example Rent for November
                     */
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Accepted. */
            202: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported_media_type`: The body is compressed, or in another charset than UTF-8. */
            415: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description How many at the most, 1 to 100. */
                limit?: string;
                /** @description Where the page before ended; the header Link has it. */
                cursor?: string;
                /** @description Only transfers with this status, or one of several with commas between. */
                status?: string;
                /** @description Only transfers initiated then or later. */
                from?: string;
                /** @description Only transfers initiated before then. */
                to?: string;
                /** @description Only transfers with exactly this reference of the payer. */
                reference?: string;
                /** @description Oldest first, or newest first (desc). */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description A wallet of yours. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page. */
            200: {
                headers: {
                    /** @description Where the next page is, as `<…>; rel="next"` (RFC 8288); missing on the last page. */
                    Link?: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
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
                     *         "status": "SUCCESSFUL",
                     *         "note": "transaction completed",
                     *         "reference": "INV-1",
                     *         "payer_note": "Rent for November",
                     *         "initiated_at": "2026-11-23T10:15:30.123Z"
                     *       }
                     *     ]
                     */
                    "application/json": components["schemas"]["Transaction"][];
                };
            };
            /** @description There are none, and no next page. */
            204: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description A wallet of yours. */
                id: string;
                /** @description A transaction of the wallet. */
                TxID: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transaction. */
            200: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
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
                     *       "status": "SUCCESSFUL",
                     *       "note": "transaction completed",
                     *       "reference": "INV-1",
                     *       "payer_note": "Rent for November",
                     *       "initiated_at": "2026-11-23T10:15:30.123Z",
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
                     *           "at": "2026-11-23T10:15:30.284Z",
                     *           "decision": "COMMIT"
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description How many rows at the most, 1 to 5000. */
                limit?: string;
                /** @description Where the page before ended; the header Link has it. */
                cursor?: string;
                /** @description Only transfers with this status, or one of several with commas between. */
                status?: string;
                /** @description Only transfers initiated then or later. */
                from?: string;
                /** @description Only transfers initiated before then. */
                to?: string;
                /** @description Only transfers with exactly this reference of the payer. */
                reference?: string;
                /** @description Oldest first, or newest first (desc). */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description A wallet of yours. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part, in UTF-8. */
            200: {
                headers: {
                    /** @description Where the next page is, as `<…>; rel="next"` (RFC 8288); missing on the last page. */
                    Link?: string;
                    /** @description A name for the file. */
                    "Content-Disposition": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example TxID,initiated_at,status,amount,from_id,to_id,reference,payer_note,note
                     *     01KABZ5ZD6T8S0QFVJ0Q1N2M3P,2026-11-23T10:15:30.123Z,SUCCESSFUL,-50,41,42,INV-1,Rent for November,transaction completed
                     */
                    "text/csv": string;
                };
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description How to prove who you are (RFC 6750). */
                    "WWW-Authenticate": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
            /** @description To the page. */
            302: {
                headers: {
                    /** @description Where it is. */
                    Location: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description With gzip in it the response is. Large files come in no other form. */
                "accept-encoding"?: string;
                /** @description An ETag that the client has: 304 if it still holds (RFC 9110). */
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
                    /** @description Changes when the content does. */
                    ETag: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description It is still what If-None-Match names. */
            304: {
                headers: {
                    /** @description Changes when the content does. */
                    ETag: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description With gzip in it the response is. Large files come in no other form. */
                "accept-encoding"?: string;
                /** @description An ETag that the client has: 304 if it still holds (RFC 9110). */
                "if-none-match"?: string;
            };
            path: {
                /** @description A file of the page. */
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /** @description Changes when the content does. */
                    ETag: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/css": string;
                    "text/javascript": string;
                    "image/png": string;
                };
            };
            /** @description It is still what If-None-Match names. */
            304: {
                headers: {
                    /** @description Changes when the content does. */
                    ETag: string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    /** @description How many requests are left, for how many seconds. */
                    RateLimit: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_input`: The request breaks the rules listed in errors. */
            400: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not_acceptable`: This file is sent compressed with gzip only, which Accept-Encoding refuses. */
            406: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
                    "RateLimit-Policy": string;
                    RateLimit?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload_too_large`: The body is larger than 64 KB. */
            413: {
                headers: {
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
                    "Retry-After": string;
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description The limit: its name, how many requests, in how many seconds. */
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
                    /** @description In how many seconds to try again. */
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
                /** @description The transfer's TxID: the same when it is sent again. */
                "webhook-id": string;
                /** @description When it was sent, in seconds since 1970. */
                "webhook-timestamp": string;
                /** @description `v1,` and the HMAC-SHA256, in base64, of `<id>.<timestamp>.<body>` under the shared secret. */
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
                 *         "TxID": "01M83KTS9D65GMD0FV06T4JC57",
                 *         "from_id": "41",
                 *         "to_id": "42",
                 *         "amount": "50",
                 *         "status": "SUCCESSFUL",
                 *         "note": "transaction completed",
                 *         "reference": "INV-2026-118",
                 *         "payer_note": "rent",
                 *         "initiated_at": "2026-11-23T09:00:00.000Z",
                 *         "finished_at": "2026-11-23T09:00:00.412Z"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TransferWebhook"];
            };
        };
        responses: {
            /** @description Received. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
