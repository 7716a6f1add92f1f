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

import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';

type Attributes = Record<string, unknown>;
type Observe = (result: {
  observe(value: number, attributes?: Attributes): void;
}) => void | Promise<void>;

/** What an exporter would see. */
export class Measured {
  readonly values = new Map<
    string,
    { value: number; attributes: Attributes }[]
  >();
  readonly #callbacks = new Map<string, Observe>();

  get metrics(): MetricsService {
    const write = (name: string) => (value: number, attributes: Attributes) => {
      this.values.set(name, [...this.of(name), { value, attributes }]);
    };
    return metricsServiceMock.mock({
      createCounter: ((name: string) => ({
        add: write(name),
      })) as MetricsService['createCounter'],
      createHistogram: ((name: string) => ({
        record: write(name),
      })) as MetricsService['createHistogram'],
      createObservableGauge: ((name: string) => ({
        addCallback: (callback: Observe) => this.#callbacks.set(name, callback),
      })) as unknown as MetricsService['createObservableGauge'],
    });
  }

  of(name: string) {
    return this.values.get(name) ?? [];
  }

  /** How often it was counted with these attributes. */
  count(name: string, attributes: Attributes): number {
    return this.of(name)
      .filter(one =>
        Object.entries(attributes).every(
          ([key, value]) => one.attributes[key] === value,
        ),
      )
      .reduce((sum, { value }) => sum + value, 0);
  }

  /** What a gauge says now, without its zeros. */
  async gauge(name: string): Promise<Record<string, number>> {
    const said: Record<string, number> = {};
    await this.#callbacks.get(name)?.({
      observe(value, attributes = {}) {
        if (value > 0) said[Object.values(attributes).join(' ')] = value;
      },
    });
    return said;
  }
}
