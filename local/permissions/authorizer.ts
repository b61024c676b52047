/** Checks requests against the policies of a template, and reports which parts of the policies they need. */
import { type Caller, type Deciding, decide, type Need } from './evaluate.ts';
import { type CompiledStatement, compile, type Grant, type Policy } from './policy.ts';

/** A role of the template that a function has. */
export interface FunctionRole {
  /** ARN of the role. */
  readonly role: string;
  /** ARN of its session with the function. */
  readonly session: string;
  readonly policies: readonly Policy[];
}

/** Everything that decides about requests, as JSON. */
export interface Rules {
  readonly account: string;
  /** By the access key of the function, which is its name. */
  readonly roles: Readonly<Record<string, FunctionRole>>;
  /** Policies of resources by their ARN. */
  readonly resources: Readonly<Record<string, readonly Policy[]>>;
  /** ARN of the KMS key that encrypts a table, by the ARN of the table. */
  readonly tableKeys: Readonly<Record<string, string>>;
}

export interface Refusal {
  /** Name of the function or the service that made the request. */
  readonly caller: string;
  readonly need: Need;
  /** As AWS words it. */
  readonly message: string;
}

/** A grant that decided about a request: it allowed it, or denied what others allow. */
export interface GrantUse extends Grant {
  readonly caller: string;
  /** What the request needed. */
  readonly needed: { readonly action: string; readonly resource: string };
  /** Without this grant, the request would have had the opposite result. */
  readonly alone: boolean;
}

export interface AuthorizerEvents {
  /** Receives each grant at its first use. */
  readonly onUse?: (use: GrantUse) => void;
  readonly onRefusal?: (refusal: Refusal) => void;
}

/** Resources whose own policy has to consent. Those of customers are not known here. */
const CONSENTING = /^arn:[\w-]+:(kms:[^:]*:[^:]*:key|iam:[^:]*:[^:]*:role)\//;
/** Decisions that are kept. Requests for partner event sources and sockets name a new resource each. */
const MAX_DECISIONS = 10_000;

export class Authorizer {
  readonly rules: Rules;
  readonly #events: AuthorizerEvents;
  readonly #identity = new Map<string, readonly CompiledStatement[]>();
  readonly #resource = new Map<string, readonly CompiledStatement[]>();
  readonly #decisions = new Map<string, Refusal | undefined>();
  readonly #used = new Set<string>();

  constructor(rules: Rules, events: AuthorizerEvents = {}) {
    this.rules = rules;
    this.#events = events;
    for (const [key, { policies }] of Object.entries(rules.roles)) this.#identity.set(key, policies.flatMap(compile));
    for (const [arn, policies] of Object.entries(rules.resources)) this.#resource.set(arn, policies.flatMap(compile));
  }

  /** Returns whether an access key is that of a function. */
  hasRole(accessKey: string): boolean {
    return accessKey in this.rules.roles;
  }

  /**
   * Returns the refusal of a function's request; undefined when it is allowed.
   * @param accessKey any other one than that of a function is the developer's, who may do everything
   */
  refusalOf(accessKey: string, needs: readonly Need[]): Refusal | undefined {
    const role = this.rules.roles[accessKey];
    if (!role) return undefined;
    return this.#first(accessKey, { kind: 'role', account: this.rules.account, ...role }, needs);
  }

  /** Returns the refusal of a service's request; undefined when the policy of the resource allows it. @param name `lambda.amazonaws.com` */
  refusalOfService(name: string, needs: readonly Need[]): Refusal | undefined {
    return this.#first(name, { kind: 'service', name }, needs);
  }

  #first(key: string, caller: Caller, needs: readonly Need[]): Refusal | undefined {
    for (const need of needs) {
      const refusal = this.#cached(key, caller, need);
      if (!refusal) continue;
      this.#events.onRefusal?.(refusal);
      return refusal;
    }
    return undefined;
  }

  #cached(key: string, caller: Caller, need: Need): Refusal | undefined {
    const { action, resource, context } = need;
    const id = `${key} ${action} ${resource} ${context ? JSON.stringify(context) : ''}`;
    if (this.#decisions.has(id)) return this.#decisions.get(id);
    const refusal = this.#decide(key, caller, need);
    if (this.#decisions.size >= MAX_DECISIONS) this.#decisions.clear();
    this.#decisions.set(id, refusal);
    return refusal;
  }

  #decide(key: string, caller: Caller, given: Need): Refusal | undefined {
    // The local endpoints stand for those with HTTPS.
    const need = { ...given, context: { 'aws:SecureTransport': 'true', ...given.context } };
    const decision = decide(caller, need, {
      identity: caller.kind === 'role' ? (this.#identity.get(key) ?? []) : [],
      resource: this.#resource.get(need.resource) ?? [],
      needsConsent: this.#resource.has(need.resource) && CONSENTING.test(need.resource),
    });
    this.#report(key, need, decision.by);
    if (decision.allowed) return undefined;
    const user = caller.kind === 'role' ? caller.session : caller.name;
    const message = `User: ${user} is not authorized to perform: ${need.action} on resource: ${need.resource} ${decision.reason}`;
    return { caller: key, need, message };
  }

  #report(caller: string, { action, resource }: Need, by: readonly Deciding[]): void {
    for (const { grant, alone } of by) {
      const id = JSON.stringify([grant, caller, alone]);
      if (this.#used.has(id)) continue;
      this.#used.add(id);
      this.#events.onUse?.({ ...grant, caller, needed: { action, resource }, alone });
    }
  }
}
