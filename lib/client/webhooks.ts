import type { Clock } from './clock.ts';
import { MibProblem } from './errors.ts';
import { nextCursor, type PageInit, pageAt, pages } from './pages.ts';
import { dataOf, type Routes } from './routes.ts';
import type * as api from './types.ts';

/** The largest pages need the fewest requests. */
const LARGEST = { limit: 100 };

/** The webhooks of the user, and their deliveries. */
export class Webhooks {
  readonly #routes: Routes;
  readonly #clock: Clock;
  readonly #newKey: () => string;

  constructor(routes: Routes, { clock, newKey }: { readonly clock: Clock; readonly newKey: () => string }) {
    this.#routes = routes;
    this.#clock = clock;
    this.#newKey = newKey;
  }

  /** Adds a webhook. Only this response, and its repetition under the same key, has the secret. */
  async add({ url, types, description, ...options }: api.NewWebhook & api.WriteOptions): Promise<api.AddedWebhook> {
    const body = { url, types: [...types], ...(description !== undefined && { description }) };
    return this.#dataOf(await this.#routes.POST('/api/user/webhooks', { body, ...this.#written(options) }));
  }

  /** The webhooks of the user, in the order in which they were added. */
  async list({ signal = null }: api.CallOptions = {}): Promise<readonly api.Webhook[]> {
    return this.#dataOf(await this.#routes.GET('/api/user/webhooks', { signal }));
  }

  /** A webhook of the user. */
  async get(webhookId: string, { signal = null }: api.CallOptions = {}): Promise<api.Webhook> {
    const params = { path: { WebhookID: webhookId } };
    return this.#dataOf(await this.#routes.GET('/api/user/webhooks/{WebhookID}', { params, signal }));
  }

  /** Changes a webhook, or enables it. What the change does not name stays. */
  async change(
    webhookId: string,
    change: api.WebhookChange,
    { signal = null }: api.CallOptions = {},
  ): Promise<api.Webhook> {
    const params = { path: { WebhookID: webhookId } };
    return this.#dataOf(await this.#routes.PATCH('/api/user/webhooks/{WebhookID}', { params, body: change, signal }));
  }

  /** Removes a webhook. Its deliveries that wait are dropped. */
  async remove(webhookId: string, { signal = null }: api.CallOptions = {}): Promise<void> {
    const params = { path: { WebhookID: webhookId } };
    const result = await this.#routes.DELETE('/api/user/webhooks/{WebhookID}', { params, signal });
    if (!result.response.ok) throw new MibProblem(result.response, result.error, this.#clock.now());
  }

  /** Gives a webhook another secret. The one before signs beside it for 24 hours. */
  async rotate(webhookId: string, options: api.WriteOptions = {}): Promise<api.RotatedSecret> {
    const init = this.#writtenTo({ WebhookID: webhookId }, options);
    return this.#dataOf(await this.#routes.POST('/api/user/webhooks/{WebhookID}/rotate', init));
  }

  /** The deliveries to a webhook, the newest events first. */
  async *deliveries(
    webhookId: string,
    query: api.WebhookDeliveriesQuery = {},
    { signal = null }: api.CallOptions = {},
  ): AsyncGenerator<api.WebhookDelivery, void, void> {
    const read = this.#readDeliveries(webhookId, signal);
    for await (const page of pages({ ...LARGEST, ...query }, read)) yield* this.#dataOf(page);
  }

  /** One page of the deliveries to a webhook, and the cursor of the next. */
  async deliveriesPage(
    webhookId: string,
    query: api.WebhookDeliveriesQuery = {},
    { signal = null }: api.CallOptions = {},
  ): Promise<api.WebhookDeliveriesPage> {
    const page = await this.#readDeliveries(webhookId, signal)(pageAt(query));
    return { deliveries: this.#dataOf(page), ...nextCursor(page.response) };
  }

  /** Sends a delivery again, with the id and the content that it had. */
  async resend(webhookId: string, deliveryId: string, options: api.WriteOptions = {}): Promise<api.WebhookDelivery> {
    const init = this.#writtenTo({ WebhookID: webhookId, DeliveryID: deliveryId }, options);
    const path = '/api/user/webhooks/{WebhookID}/deliveries/{DeliveryID}/resend';
    return this.#dataOf(await this.#routes.POST(path, init));
  }

  /** Sends an event of the type `webhook.test`. */
  async test(webhookId: string, options: api.WriteOptions = {}): Promise<api.WebhookDelivery> {
    const init = this.#writtenTo({ WebhookID: webhookId }, options);
    return this.#dataOf(await this.#routes.POST('/api/user/webhooks/{WebhookID}/test', init));
  }

  #readDeliveries(webhookId: string, signal: AbortSignal | null) {
    const params = { path: { WebhookID: webhookId } };
    return (page: PageInit) =>
      this.#routes.GET('/api/user/webhooks/{WebhookID}/deliveries', { params, ...page, signal });
  }

  #written({ idempotencyKey = this.#newKey(), signal = null }: api.WriteOptions) {
    return { params: { header: { 'idempotency-key': idempotencyKey } }, signal };
  }

  #writtenTo<P extends object>(path: P, options: api.WriteOptions) {
    const { params, signal } = this.#written(options);
    return { params: { ...params, path }, signal };
  }

  #dataOf<T>(result: { data?: T | undefined; error?: unknown; response: Response }): T {
    return dataOf(result, this.#clock.now());
  }
}
