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

import { InstanceLife } from '../../machines/InstanceLife';
import { Instance } from '../../state/resources';
import { Ec2Error, incorrectState } from '../../wire/Ec2Error';
import { Parameters } from '../../wire/Parameters';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction } from '../Action';
import { instancesById, lifeOf } from '../lookups';
import { stateView } from './instanceView';

const readIds = (parameters: Parameters) => {
  parameters.ignore('AdditionalInfo', 'Hibernate', 'SkipOsShutdown');
  return {
    ids: parameters.requiredList('InstanceId'),
    force: parameters.boolean('Force') ?? false,
  };
};

/** Changes every instance, or none if one of them forbids it. */
function changeAll(
  call: Call,
  instances: Instance[],
  change: (life: InstanceLife, instance: Instance) => void,
): XmlObject {
  return {
    instancesSet: items(
      instances.map(instance => {
        const previousState = stateView(instance.state);
        change(lifeOf(call, instance), instance);
        return {
          instanceId: instance.id,
          currentState: stateView(instance.state),
          previousState,
        };
      }),
    ),
  };
}

export const terminateInstances = defineAction({
  name: 'TerminateInstances',
  read: readIds,
  check(call, { ids }) {
    const instances = instancesById(call, ids, 'all');
    for (const { id, apiTerminationDisabled } of instances) {
      if (apiTerminationDisabled) {
        throw new Ec2Error(
          'OperationNotPermitted',
          `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
        );
      }
    }
    return instances;
  },
  run: (call, _request, instances) =>
    changeAll(call, instances, life => life.terminate()),
});

export const stopInstances = defineAction({
  name: 'StopInstances',
  read: readIds,
  check(call, { ids }) {
    const instances = instancesById(call, ids, 'all');
    for (const { id, state, apiStopDisabled } of instances) {
      if (!['running', 'stopping', 'stopped'].includes(state)) {
        throw incorrectState(
          `This instance '${id}' is not in a state from which it can be stopped.`,
        );
      }
      if (apiStopDisabled) {
        throw new Ec2Error(
          'OperationNotPermitted',
          `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
        );
      }
    }
    return instances;
  },
  run: (call, { force }, instances) =>
    changeAll(call, instances, (life, { state }) => {
      if (state === 'running') life.stop(force);
    }),
});

export const startInstances = defineAction({
  name: 'StartInstances',
  read: readIds,
  check(call, { ids }) {
    const instances = instancesById(call, ids, 'all');
    for (const { id, state } of instances) {
      if (!['stopped', 'pending', 'running'].includes(state)) {
        throw incorrectState(
          `The instance '${id}' is not in a state from which it can be started.`,
        );
      }
    }
    return instances;
  },
  run: (call, _request, instances) =>
    changeAll(call, instances, (life, { state }) => {
      if (state === 'stopped') life.start();
    }),
});
