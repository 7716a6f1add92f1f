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

import { INSTANCE_TYPES } from '../../machines/instanceTypes';
import { Instance } from '../../state/resources';
import { Ec2Error, incorrectState, invalidValue } from '../../wire/Ec2Error';
import { Parameters } from '../../wire/Parameters';
import { items, XmlObject } from '../../wire/xml';
import { Call, defineAction, DONE } from '../Action';
import { instanceById, securityGroupById } from '../lookups';
import { groupSet } from './instanceView';

type View = (call: Call, instance: Instance) => XmlObject;

const ATTRIBUTES: Record<string, View> = {
  blockDeviceMapping: (call, instance) => ({
    blockDeviceMapping: items(
      instance.volumeIds.flatMap(volumeId => {
        const attachment = call.place.volumes.get(volumeId)?.attachment;
        if (!attachment) return [];
        const { deviceName, attachedAt, deleteOnTermination } = attachment;
        return [
          {
            deviceName,
            ebs: {
              volumeId,
              status: 'attached',
              attachTime: attachedAt,
              deleteOnTermination,
            },
          },
        ];
      }),
    ),
  }),
  disableApiStop: (_, instance) => ({
    disableApiStop: { value: instance.apiStopDisabled },
  }),
  disableApiTermination: (_, instance) => ({
    disableApiTermination: { value: instance.apiTerminationDisabled },
  }),
  ebsOptimized: (_, instance) => ({
    ebsOptimized: { value: instance.ebsOptimized },
  }),
  enaSupport: (_, instance) => ({
    enaSupport: { value: instance.image.enaSupport },
  }),
  groupSet: (call, instance) => ({
    groupSet: groupSet(call.place, instance.groupIds),
  }),
  instanceInitiatedShutdownBehavior: (_, instance) => ({
    instanceInitiatedShutdownBehavior: { value: instance.shutdownBehavior },
  }),
  instanceType: (_, instance) => ({
    instanceType: { value: instance.instanceType },
  }),
  rootDeviceName: (_, instance) => ({
    rootDeviceName: { value: instance.rootDeviceName },
  }),
  sourceDestCheck: () => ({ sourceDestCheck: { value: true } }),
  sriovNetSupport: () => ({ sriovNetSupport: { value: 'simple' } }),
  userData: (_, instance) => ({
    userData: instance.userData ? { value: instance.userData } : {},
  }),
};

export const describeInstanceAttribute = defineAction({
  name: 'DescribeInstanceAttribute',
  read: parameters => ({
    id: parameters.required('InstanceId'),
    attribute: readAttribute(parameters.required('Attribute')),
  }),
  run(call, { id, attribute }) {
    const instance = instanceById(call, id);
    return { instanceId: id, ...ATTRIBUTES[attribute](call, instance) };
  },
});

function readAttribute(name: string): string {
  if (!Object.hasOwn(ATTRIBUTES, name)) {
    throw invalidValue(
      'Attribute',
      name,
      `Valid values are: ${Object.keys(ATTRIBUTES).join(', ')}.`,
    );
  }
  return name;
}

/** What may be modified: each by its own parameter, or by `Attribute` and `Value`. */
interface Modification {
  id: string;
  shutdownBehavior?: 'stop' | 'terminate';
  apiTerminationDisabled?: boolean;
  apiStopDisabled?: boolean;
  ebsOptimized?: boolean;
  instanceType?: string;
  userData?: string;
  groupIds: string[];
  devices: Array<{ deviceName: string; deleteOnTermination?: boolean }>;
}

export const modifyInstanceAttribute = defineAction({
  name: 'ModifyInstanceAttribute',
  read: readModification,
  run(call, modification) {
    const instance = instanceById(call, modification.id);
    if (instance.state === 'terminated') {
      throw incorrectState(
        `The instance '${instance.id}' is terminated and cannot be modified`,
      );
    }
    const { instanceType, userData } = modification;
    if (instanceType !== undefined || userData !== undefined) {
      checkStopped(instance);
    }
    if (instanceType !== undefined && !INSTANCE_TYPES.has(instanceType)) {
      throw invalidValue('InstanceType.Value', instanceType);
    }
    const groupIds = modification.groupIds.map(
      id => securityGroupById(call, id).id,
    );
    modifyDevices(call, instance, modification.devices);
    instance.shutdownBehavior =
      modification.shutdownBehavior ?? instance.shutdownBehavior;
    instance.apiTerminationDisabled =
      modification.apiTerminationDisabled ?? instance.apiTerminationDisabled;
    instance.apiStopDisabled =
      modification.apiStopDisabled ?? instance.apiStopDisabled;
    instance.ebsOptimized = modification.ebsOptimized ?? instance.ebsOptimized;
    instance.instanceType = instanceType ?? instance.instanceType;
    instance.userData = userData ?? instance.userData;
    if (groupIds.length > 0) instance.groupIds = groupIds;
    call.place.instances.changed(instance);
    return DONE;
  },
});

function readModification(parameters: Parameters): Modification {
  // Both are always on here.
  parameters.ignore('EnaSupport', 'SriovNetSupport', 'SourceDestCheck');
  const attribute = parameters.string('Attribute');
  const value = <T>(name: string, read: (at: string) => T): T | undefined => {
    const parameter = name[0].toUpperCase() + name.slice(1);
    return attribute === name
      ? read('Value')
      : read(parameters.has(parameter) ? `${parameter}.Value` : parameter);
  };
  if (attribute !== undefined) readAttribute(attribute);
  return {
    id: parameters.required('InstanceId'),
    shutdownBehavior: value('instanceInitiatedShutdownBehavior', at =>
      parameters.choice(at, ['stop', 'terminate']),
    ),
    apiTerminationDisabled: value('disableApiTermination', at =>
      parameters.boolean(at),
    ),
    apiStopDisabled: value('disableApiStop', at => parameters.boolean(at)),
    ebsOptimized: value('ebsOptimized', at => parameters.boolean(at)),
    instanceType: value('instanceType', at => parameters.string(at)),
    userData: value('userData', at => parameters.string(at)),
    groupIds: parameters.list('GroupId'),
    devices: parameters.structures('BlockDeviceMapping').map(device => ({
      deviceName: device.required('DeviceName'),
      deleteOnTermination: device.boolean('Ebs.DeleteOnTermination'),
    })),
  };
}

function checkStopped(instance: Instance): void {
  if (instance.state !== 'stopped') {
    throw new Ec2Error(
      'IncorrectInstanceState',
      `The instance '${instance.id}' is not in the 'stopped' state.`,
    );
  }
}

function modifyDevices(
  call: Call,
  instance: Instance,
  devices: Modification['devices'],
): void {
  for (const { deviceName, deleteOnTermination } of devices) {
    const volume = instance.volumeIds
      .map(id => call.place.volumes.get(id))
      .find(candidate => candidate?.attachment?.deviceName === deviceName);
    if (!volume?.attachment) {
      throw new Ec2Error(
        'InvalidInstanceAttributeValue',
        `No device is currently mapped at ${deviceName}`,
      );
    }
    if (deleteOnTermination !== undefined) {
      volume.attachment.deleteOnTermination = deleteOnTermination;
      call.place.volumes.changed(volume);
    }
  }
}
