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

import {
  CUT_CONNECTION,
  InterceptedCall,
  Interception,
  Interceptor,
} from '../interception';
import { Place } from '../state/Place';
import { afterEffect, beforeEffect } from './callEffects';
import { CompleteCallFault, CompleteFaultPlan, Fate } from './FaultPlan';
import { Lots } from './Lots';
import { isAbout, isLimited, Subject, subjectsOf, thingOf } from './subjects';

/**
 * Decides what goes wrong. A plan is in force from when it is set until the next one is; instances that were launched meanwhile
 * keep their fates.
 */
export class Faults {
  /** What is still to be done to calls that are being answered: each has a signal of its own. */
  readonly #pending = new WeakMap<AbortSignal, CompleteCallFault[]>();
  #plan: CompleteFaultPlan;
  #lots: Lots;
  #sinceMs = performance.now();

  constructor(plan: CompleteFaultPlan) {
    this.#plan = plan;
    this.#lots = new Lots(plan.seed);
  }

  /** Puts another plan in the place of the one in force; times and counts begin anew. */
  set(plan: CompleteFaultPlan): void {
    this.#plan = plan;
    this.#lots = new Lots(plan.seed);
    this.#sinceMs = performance.now();
  }

  /** How far EC2's clock is ahead of ours, in ms. */
  clockSkewMs(): number {
    return this.#plan.clockSkewMs;
  }

  /** What is going to happen to an instance that is being launched. */
  fateOf(launched: Subject): Fate {
    const faults = this.#plan.instances.filter(
      (fault, index) =>
        this.#isInForce(fault) &&
        isAbout(fault, launched) &&
        this.#lots.falls(
          fault.probability,
          'instance',
          index,
          launched.imageId ?? '',
        ),
    );
    return Object.assign({}, ...faults.map(fault => fault.do));
  }

  /**
   * What goes wrong with calls.
   *
   * @param placeOf - the account and region of a call
   */
  interceptor(placeOf: (call: InterceptedCall) => Place): Interceptor {
    return {
      beforeAction: call => this.#before(call, placeOf(call)),
      afterAction: call => this.#after(call),
    };
  }

  async #before(call: InterceptedCall, place: Place): Promise<Interception> {
    const faults = this.#ofCall(call, place);
    if (faults.length === 0) return undefined;
    this.#pending.set(call.signal, faults);
    call.faults.push(...faults.map(nameOf));
    for (const fault of faults) {
      const interception = await beforeEffect(fault, call);
      if (interception === CUT_CONNECTION) return CUT_CONNECTION;
    }
    return undefined;
  }

  async #after(call: InterceptedCall): Promise<Interception> {
    for (const fault of this.#pending.get(call.signal) ?? []) {
      const interception = await afterEffect(fault, call);
      if (interception === CUT_CONNECTION) return CUT_CONNECTION;
    }
    return undefined;
  }

  #ofCall(call: InterceptedCall, place: Place): CompleteCallFault[] {
    const { calls } = this.#plan;
    if (calls.length === 0) return [];
    const subjects = subjectsOf(call, place);
    // Calls about one image are drawn for it: what else goes on changes nothing for them.
    const images = new Set(subjects.map(({ imageId }) => imageId));
    const image = (images.size === 1 ? [...images][0] : undefined) ?? '';
    return calls.filter((fault, index) => {
      const { actions, nth, probability } = fault;
      const concerned =
        (actions?.includes(call.action) ?? true) &&
        (!('capacity' in fault.do) || call.action === 'RunInstances') &&
        (!isLimited(fault) || subjects.some(each => isAbout(fault, each))) &&
        this.#isInForce(fault);
      if (!concerned) return false;
      if (nth) {
        const count = this.#lots.count(
          'nth',
          index,
          call.action,
          thingOf(call),
        );
        if (!nth.includes(count)) return false;
      }
      return this.#lots.falls(probability, 'call', index, call.action, image);
    });
  }

  #isInForce({ fromMs, untilMs }: { fromMs: number; untilMs?: number }) {
    const sinceMs = performance.now() - this.#sinceMs;
    return sinceMs >= fromMs && sinceMs < (untilMs ?? Infinity);
  }
}

function nameOf(fault: CompleteCallFault): string {
  return fault.name ?? Object.keys(fault.do)[0];
}
