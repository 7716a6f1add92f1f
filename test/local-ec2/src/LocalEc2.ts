/*
 * Copyright 2026 The AMI Smoke Test Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { mkdir } from 'fs/promises';
import { join } from 'path';
import { ACTIONS } from './actions';
import {
  CompleteFaultPlan,
  FaultPlan,
  parseFaultPlan,
} from './faults/FaultPlan';
import { Faults } from './faults/Faults';
import { Hold, Holds } from './faults/Holds';
import { Hypervisor } from './hypervisor/Hypervisor';
import { IamPolicyDocument } from './iam/Policy';
import { InterceptedCall, Interceptor } from './interception';
import { Journal } from './journal/Journal';
import { RequestLimits } from './limits/requestLimits';
import { LoopbackAddresses } from './machines/LoopbackAddresses';
import { SSM_ACTIONS } from './ssm';
import { DEFAULT_PORTS } from './state/resources';
import { seedImage, SeedImage } from './state/seedImage';
import { DEFAULT_ACCOUNT_ID, REGIONS } from './state/regions';
import { World } from './state/World';
import { GET_CALLER_IDENTITY } from './sts/service';
import { Authentication, Credential } from './wire/authentication';
import { Endpoint } from './wire/Endpoint';

/** How a local EC2 is to be. */
export interface LocalEc2Options {
  /** Default 0: a free one. Always on 127.0.0.1. */
  port?: number;
  /** Runs the machines; closed together with the local EC2. */
  hypervisor: Hypervisor;
  /** Where files go that nothing else says the place of. */
  stateDirectory: string;
  /** Default `journal.jsonl` in the state directory; what is there already stays. */
  journalPath?: string;
  /** The account of every access key that `accounts` does not name, when it names none. Default 123456789012. */
  accountId?: string;
  /** Who may call, by access key id. Absent: everybody, with any access key and secret. */
  accounts?: Record<string, Credential>;
  /** Default `aws`: AWS's own request limits. */
  limits?: RequestLimits;
  /** How long a launched instance cannot be described yet. Default 300 ms. */
  eventualConsistencyMs?: number;
  /** How long after a state change GetConsoleOutput shows the console without `Latest`. Default 30 s. */
  consolePostMs?: number;
  /** How long after PutParameter's answer the AMI that it names is validated, and the parameter changed. Default 300 ms. */
  imageValidationMs?: number;
  /** The clock. */
  now?: () => Date;
  /** The images that are there from the start. */
  images: SeedImage[];
  /** Stand between calls and answers, in this order. */
  interceptors?: Interceptor[];
  /**
   * What every caller may do, when `accounts` is absent; else each of them has its own. Absent: everything. Placeholders must have
   * been filled in.
   */
  policy?: IamPolicyDocument;
  /** What goes wrong, from the start. Default: nothing. */
  faults?: FaultPlan;
}

/** A running EC2 endpoint on this machine. */
export class LocalEc2 {
  /** What clients take as their endpoint, e.g. `http://127.0.0.1:4566`. */
  readonly url: string;
  readonly journal: Journal;
  readonly #endpoint: Endpoint;
  readonly #world: World;
  readonly #accountId: string;
  readonly #faults: Faults;
  readonly #holds: Holds;
  #closed: Promise<void> | undefined;

  private constructor(
    url: string,
    journal: Journal,
    endpoint: Endpoint,
    world: World,
    accountId: string,
    faults: Faults,
    holds: Holds,
  ) {
    this.url = url;
    this.journal = journal;
    this.#endpoint = endpoint;
    this.#world = world;
    this.#accountId = accountId;
    this.#faults = faults;
    this.#holds = holds;
  }

  static async start(options: LocalEc2Options): Promise<LocalEc2> {
    const {
      hypervisor,
      stateDirectory,
      accountId = DEFAULT_ACCOUNT_ID,
    } = options;
    const now = options.now ?? (() => new Date());
    if (options.policy && options.accounts) {
      throw new Error(
        'The option policy is for callers without accounts: give a policy to each of the accounts that is to have one',
      );
    }
    const plan = completePlan(options.faults ?? {}, hypervisor);
    const faults = new Faults(plan);
    const holds = new Holds();
    const authentication = new Authentication(
      options.accounts,
      { accountId, policy: options.policy },
      REGIONS,
      () => new Date(Date.now() + faults.clockSkewMs()),
    );
    await mkdir(stateDirectory, { recursive: true });
    const journal = new Journal(
      options.journalPath ?? join(stateDirectory, 'journal.jsonl'),
      now,
    );
    const addresses = new LoopbackAddresses();
    const world = new World({
      hypervisor,
      journal,
      addresses,
      defaultPorts: await addresses.listenable(DEFAULT_PORTS),
      delays: {
        eventualConsistencyMs: options.eventualConsistencyMs ?? 300,
        consolePostMs: options.consolePostMs ?? 30_000,
        imageValidationMs: options.imageValidationMs ?? 300,
      },
      now,
      faults,
    });
    const endpoint = new Endpoint({
      world,
      journal,
      authentication,
      limits: options.limits ?? 'aws',
      interceptors: [
        ...(options.interceptors ?? []),
        faults.interceptor(call => world.place(call.accountId, call.region)),
        holds.interceptor,
      ],
      now,
    });
    for (const image of options.images) seedImage(world, accountId, image);
    const url = await endpoint.listen(options.port ?? 0).catch(error => {
      addresses.close();
      journal.close();
      throw error;
    });
    journal.write({ type: 'started', url, hypervisor: hypervisor.kind });
    if (options.faults) journal.write({ type: 'faults', plan });
    return new LocalEc2(
      url,
      journal,
      endpoint,
      world,
      accountId,
      faults,
      holds,
    );
  }

  /** Adds an image while it runs. Returns its id. */
  addImage(image: SeedImage): string {
    return seedImage(this.#world, this.#accountId, image);
  }

  /**
   * Puts another fault plan in force, in the place of the one before; `{}` ends all faults. Its times and counts begin now. What is
   * being done to calls goes on, and instances keep the fates that they were launched with.
   *
   * @throws Error naming the fields that are wrong
   */
  setFaults(plan: FaultPlan): void {
    const complete = completePlan(plan, this.#world.hypervisor);
    this.#faults.set(complete);
    this.journal.write({ type: 'faults', plan: complete });
  }

  /**
   * Holds calls back before they have any effect, from now on: a client that was frozen with its request on the way. Each has its
   * effect when it is released, also if its client has gone meanwhile.
   *
   * @param isHeld - which calls
   */
  hold(isHeld: (call: InterceptedCall) => boolean): Hold {
    return this.#holds.hold(isHeld);
  }

  /** The ids of a region's images, whoever owns them, by name. */
  imageIds(region: string): Record<string, string> {
    return Object.fromEntries(
      this.#world
        .places()
        .filter(place => place.region === region)
        .flatMap(place => place.images.all())
        .map(({ name, id }) => [name, id]),
    );
  }

  /** Stops answering and ends every machine. Idempotent. */
  async close(): Promise<void> {
    this.#closed ??= (async () => {
      this.#holds.close();
      await this.#endpoint.close();
      await this.#world.close();
      this.journal.write({ type: 'stopped' });
      this.journal.close();
    })();
    await this.#closed;
  }
}

function completePlan(
  plan: FaultPlan,
  hypervisor: Hypervisor,
): CompleteFaultPlan {
  const complete = parseFaultPlan(
    plan,
    new Set([...ACTIONS.keys(), ...SSM_ACTIONS.keys(), GET_CALLER_IDENTITY]),
  );
  const index = complete.instances.findIndex(each => each.do.reassignAddress);
  if (index >= 0 && !hypervisor.bootStranger) {
    throw new Error(
      `The fault plan is wrong: instances[${index}].do.reassignAddress: machines of ${hypervisor.kind} keep their addresses, those of the scripted hypervisor need not`,
    );
  }
  return complete;
}
