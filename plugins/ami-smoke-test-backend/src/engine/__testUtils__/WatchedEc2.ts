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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  type BootScript,
  type CallEvent,
  type CallFault,
  CUT_CONNECTION,
  type InstanceFault,
  type InterceptedCall,
  type Interceptor,
  launchedTwice,
  LocalEc2,
  readJournal,
  type ReadyAnswer,
  ScriptedHypervisor,
  whatIsLeft,
} from '@ami-smoke-test/local-ec2';
import { REGION } from './profile';

/** Whom something is about: a run, by its id. */
interface Run {
  id: string;
}

/** What goes wrong with one image's instance, and with the calls about it. */
export interface ImageFaults {
  calls?: Omit<CallFault, 'imageIds'>[];
  instance?: InstanceFault['do'];
  /** Limits what happens to the instance. */
  instanceIn?: { subnets: string[] };
}

/** A local EC2 whose machines play scripts; what is done in it is seen, and can be interfered with. */
export class WatchedEc2 {
  static async start(): Promise<WatchedEc2> {
    const directory = await mkdtemp(join(tmpdir(), 'ami-smoke-test-'));
    const hypervisor = new ScriptedHypervisor({
      scripts: {},
      impairedAfterMs: 300,
    });
    const interceptors: Interceptor[] = [];
    const local = await LocalEc2.start({
      hypervisor,
      stateDirectory: directory,
      limits: 'off',
      eventualConsistencyMs: 50,
      consolePostMs: 200,
      images: [],
      interceptors: [allOf(interceptors)],
    });
    return new WatchedEc2(local, hypervisor, interceptors, directory);
  }

  /** Somebody else in the same account. */
  readonly somebody: EC2Client;
  readonly #local: LocalEc2;
  readonly #hypervisor: ScriptedHypervisor;
  /** Stand in the way. */
  readonly #interceptors: Interceptor[];
  readonly #directory: string;
  /** The instances that were launched for each run. */
  readonly #instances = new Map<string, string[]>();
  readonly #faults = {
    calls: [] as CallFault[],
    instances: [] as InstanceFault[],
  };
  readonly #disks = new Map<string, string>();
  #images = 0;

  private constructor(
    local: LocalEc2,
    hypervisor: ScriptedHypervisor,
    interceptors: Interceptor[],
    directory: string,
  ) {
    this.#local = local;
    this.#hypervisor = hypervisor;
    this.#interceptors = interceptors;
    this.#directory = directory;
    this.#listen();
    this.somebody = new EC2Client({
      region: REGION,
      endpoint: local.url,
      credentials: { accessKeyId: 'AKIASOMEBODY', secretAccessKey: 'x' },
    });
  }

  get url(): string {
    return this.#local.url;
  }

  /**
   * Adds an image that boots by a script.
   *
   * @param faults - what goes wrong with it; with the first of its kind, times and counts of all begin anew
   */
  addImage(script: BootScript, faults: ImageFaults = {}): string {
    this.#images += 1;
    const disk = `disk-${this.#images}`;
    this.#hypervisor.addScript(disk, script);
    const imageId = this.#local.addImage({ region: REGION, name: disk, disk });
    this.#disks.set(imageId, disk);
    const { calls = [], instance, instanceIn } = faults;
    const imageIds = [imageId];
    this.#faults.calls.push(...calls.map(one => ({ ...one, imageIds })));
    if (instance) {
      this.#faults.instances.push({ ...instanceIn, imageIds, do: instance });
    }
    if (calls.length > 0 || instance) this.#local.setFaults(this.#faults);
    return imageId;
  }

  /** From now on the image boots by another script: what it needs outside itself is not what it was. */
  changeImage(imageId: string, script: BootScript): void {
    const disk = this.#disks.get(imageId);
    if (!disk) throw new Error(`There is no image ${imageId}`);
    this.#hypervisor.addScript(disk, script);
  }

  /** The calls of these kinds that were about a run: its token, its key pair, or an instance of it. */
  calls(run: Run, ...actions: string[]): CallEvent[] {
    return this.#calls().filter(
      ({ action, parameters }) =>
        actions.includes(action) && this.#isAbout(parameters, run),
    );
  }

  /** The instances that were launched for a run, by what EC2 knows. */
  launched({ id }: Run): string[] {
    return this.#journal().flatMap(event =>
      event.type === 'life' &&
      event.kind === 'instance' &&
      event.change === 'created' &&
      event.clientToken?.startsWith(id)
        ? [event.id]
        : [],
    );
  }

  /** Where in the journal the calls stand that were made with this access key and were about a run. */
  callsWith(accessKeyId: string, run: Run): number[] {
    return this.#calls().flatMap((call, position) =>
      call.accessKeyId === accessKeyId && this.#isAbout(call.parameters, run)
        ? [position]
        : [],
    );
  }

  /** Does something before a call about this run. */
  before(
    run: Run,
    action: string,
    interfere: NonNullable<Interceptor['beforeAction']>,
  ): Interceptor {
    return this.intercept({
      beforeAction: call =>
        this.#isOf(call, run, action) ? interfere(call) : undefined,
    });
  }

  /** Changes the answer to a call about this run, or loses it. */
  after(
    run: Run,
    action: string,
    interfere: NonNullable<Interceptor['afterAction']>,
  ): Interceptor {
    return this.intercept({
      afterAction: (call, answer) =>
        this.#isOf(call, run, action) ? interfere(call, answer) : undefined,
    });
  }

  /** What EC2 says of a run's instance is not what it is. */
  pretend(run: Run, what: RegExp, instead: string): Interceptor {
    return this.after(run, 'DescribeInstances', (_, answer) => {
      // One answer may tell of many instances.
      const id = this.#instances.get(run.id)?.at(-1);
      const at = answer.body.indexOf(`<instanceId>${id}<`);
      const body = `${answer.body.slice(0, at)}${answer.body
        .slice(at)
        .replace(what, instead)}`;
      Object.assign(answer, { body });
    });
  }

  /** Answers nobody. */
  down(): Interceptor {
    return this.intercept({ beforeAction: () => CUT_CONNECTION });
  }

  /** Takes away what stood in the way. */
  mend(interceptor: Interceptor): void {
    this.#interceptors.splice(this.#interceptors.indexOf(interceptor), 1);
  }

  /**
   * Takes away all that stood in the way.
   *
   * @throws when something is left, or was launched more than once
   * @param relaunched - the runs of which one instance after the other was launched, since EC2 had no room
   */
  endWithNothingLeft(relaunched: Run[] = []): void {
    this.#interceptors.length = 0;
    this.#listen();
    const journal = this.#journal();
    const twice = launchedTwice(journal).filter(
      ({ by, value }) =>
        by === 'client-token' || !relaunched.some(({ id }) => id === value),
    );
    const left = [...whatIsLeft(journal), ...twice];
    if (left.length > 0) throw new Error(`Left: ${JSON.stringify(left)}`);
  }

  async close(): Promise<void> {
    this.somebody.destroy();
    await this.#local.close();
    await rm(this.#directory, { recursive: true });
  }

  /** Learns whose instances are whose, before anything can lose the answer. */
  #listen(): void {
    this.intercept({
      afterAction: ({ action, parameters }, { body }) => {
        const [, id] = /<instanceId>(i-\w+)</.exec(body) ?? [];
        if (action !== 'RunInstances' || !id) return;
        const run = parameters.ClientToken.replace(/-\d+$/, '');
        const known = this.#instances.get(run) ?? [];
        this.#instances.set(run, [...new Set([...known, id])]);
      },
    });
  }

  /** Stands in the way of everybody's calls. */
  intercept(interceptor: Interceptor): Interceptor {
    this.#interceptors.push(interceptor);
    return interceptor;
  }

  #isOf(call: InterceptedCall, run: Run, action: string): boolean {
    return call.action === action && this.#isAbout(call.parameters, run);
  }

  #isAbout(parameters: Readonly<Record<string, string>>, run: Run): boolean {
    const instances = this.#instances.get(run.id) ?? [];
    return Object.values(parameters).some(
      value => instances.includes(value) || value.includes(run.id),
    );
  }

  #journal() {
    return readJournal(join(this.#directory, 'journal.jsonl'));
  }

  #calls(): CallEvent[] {
    return this.#journal().filter(event => event.type === 'call');
  }
}

/** As one, of which there may be more or fewer at any time. */
function allOf(interceptors: Interceptor[]): Interceptor {
  return {
    async beforeAction(call) {
      for (const one of [...interceptors]) {
        const result = await one.beforeAction?.(call);
        if (result) return result;
      }
      return undefined;
    },
    async afterAction(call: InterceptedCall, answer: ReadyAnswer) {
      for (const one of [...interceptors]) {
        const result = await one.afterAction?.(call, answer);
        if (result) return result;
      }
      return undefined;
    },
  };
}
