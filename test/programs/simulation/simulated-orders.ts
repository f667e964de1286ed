import { type ApprovalRequest, approvalRequest } from '../../../lib/domain/approval.ts';
import type { IssuingLimits, TreasuryOrder } from '../../../lib/domain/issuing.ts';
import { Approvals } from '../../../lib/store/approvals.ts';
import { IssuingStore } from '../../../lib/store/issuing.ts';
import type { Journal } from '../../../lib/store/journal/journal.ts';
import { carryOut } from '../../../lib/usecases/treasury-order.ts';
import type { IssuingPromises } from './issuing-promises.ts';
import { OPERATORS, type OperatorDesk } from './operator-desk.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import type { SimulatedWorkflow } from './simulated-workflow.ts';
import type { System } from './system.ts';
import { type PlannedTreasury, walletsIn } from './treasury.ts';

const PATIENCE_MS = 20_000;

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly desk: OperatorDesk;
  readonly journal: Journal;
  readonly treasury: PlannedTreasury;
  readonly workflow: Pick<SimulatedWorkflow, 'runToEnd'>;
  readonly issuing: IssuingPromises;
}

/** An order to issue money or to retire it, with its key. */
interface Drawn {
  readonly key: string;
  readonly order: TreasuryOrder;
  /** How long its request waits for a second operator, in ms. */
  readonly waitsMs: number;
}

/**
 * The orders of the operators of one schedule. Each is given several times, and what one operator may not do
 * alone waits for a second one.
 */
export class SimulatedOrders {
  readonly #environment: Environment;
  readonly #store: IssuingStore;
  readonly #approvals: Approvals;
  readonly #limits: IssuingLimits;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { desk, system } = environment;
    this.#store = new IssuingStore(desk.documents, system.issuing);
    this.#approvals = new Approvals(desk.documents, system.approvals);
    const aloneADay = BigInt(desk.random.between(15, 50));
    this.#limits = { aloneADay, aDay: aloneADay + BigInt(desk.random.between(0, 60)), alarmAbove: 0n };
    environment.issuing.limit(this.#limits);
  }

  begin(): void {
    const { desk } = this.#environment;
    const together = desk.random.between(0, 4_000);
    for (let n = desk.random.between(2, 5); n > 0; n--) {
      const drawn = this.#draw(n);
      for (let times = desk.random.between(1, 3); times > 0; times--) {
        const by = desk.operator();
        setTimeout(() => void this.#give(drawn, by), desk.moment(together));
      }
    }
  }

  /** Some are of a wallet of another currency, or of none. */
  #draw(n: number): Drawn {
    const { plan, treasury, desk } = this.#environment;
    const { random } = desk;
    const wallets = walletsIn(plan, treasury.currency);
    const own = wallets[random.between(0, wallets.length - 1)];
    const wallet = own === undefined || random.chance(0.1) ? random.between(0, plan.funds.length) : own;
    const act = random.chance(0.75) ? ('issue' as const) : ('retire' as const);
    const amount = BigInt(random.between(1, 40));
    const order = { act, walletId: String(wallet), amount, currency: treasury.currency };
    return { key: `order-${n}`, order, waitsMs: random.between(1_000, FAULTS_MS) };
  }

  async #give(drawn: Drawn, by: string): Promise<void> {
    const { desk } = this.#environment;
    const result = await desk.untilItEnds(() => this.#carryOut(drawn, false));
    if (result === 'above_alone') await this.#request(drawn, by);
  }

  async #carryOut({ key, order }: Drawn, approved: boolean) {
    const { desk, issuing, journal, workflow } = this.#environment;
    const now = desk.now();
    const txId = desk.id(now);
    issuing.given(txId, key, order);
    const terms = { key, limits: this.#limits, approved, txId, now };
    const ports = { issuing: this.#store, journal, workflow };
    const result = await carryOut(ports, order, terms, AbortSignal.timeout(PATIENCE_MS));
    issuing.told(key, result, now);
    return result;
  }

  /** Both operators decide about a request, also who has made it. */
  async #request(drawn: Drawn, requestedBy: string): Promise<void> {
    const { desk } = this.#environment;
    const { act } = drawn.order;
    const asked = { command: act, arguments: { key: drawn.key }, reason: 'drawn', requestedBy };
    const now = desk.now();
    const request = { ...approvalRequest(asked, { id: desk.id(now), now }), expiresAt: now + drawn.waitsMs };
    await desk.untilItEnds(() => this.#approvals.add(request));
    const together = desk.random.between(0, 2_000);
    for (const by of [...OPERATORS, ...(desk.random.chance(0.5) ? [OTHER_ROLE] : [])])
      setTimeout(() => void this.#decide(request, drawn, by), desk.moment(together));
  }

  /** A command that is stopped after its approval is carried on by the same operator. */
  async #decide({ id }: ApprovalRequest, drawn: Drawn, by: string): Promise<void> {
    const { desk } = this.#environment;
    const isRejected = desk.random.chance(0.2);
    let again = false;
    await desk.untilItEnds(async () => {
      const decision = { by, at: desk.now() };
      if (isRejected) return this.#approvals.reject(id, decision, 'drawn');
      const request = await this.#approvals.approve(id, decision, again);
      again = true;
      if (!request) return undefined;
      await this.#carryOut(drawn, true);
      await this.#approvals.done(id);
      return request;
    });
  }
}

/** The first operator, with another role: still one person. */
const OTHER_ROLE = OPERATORS[0].replace('/money/', '/admin/');
