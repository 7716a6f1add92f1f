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

import { TAGS } from '@ami-smoke-test/backstage-plugin-ami-smoke-test-common';
import {
  DeleteKeyPairCommand,
  DeleteNetworkInterfaceCommand,
  DeleteVolumeCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeKeyPairsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVolumesCommand,
  GetConsoleOutputCommand,
  GetConsoleScreenshotCommand,
  ImportKeyPairCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
  type EC2Client,
  type Filter,
  type KeyPairInfo,
} from '@aws-sdk/client-ec2';
import DataLoader from 'dataloader';
import type {
  Ec2,
  ImageView,
  InstanceView,
  KeyPairRequest,
  LaunchRequest,
  StatusCheck,
} from './Ec2';
import type { ApiName } from './apis';
import type { Ec2Caller, Send } from './Ec2Caller';
import { Ec2Error, isEc2Error } from './Ec2Error';
import type { Purpose } from './pacing';
import { allPages, type Page } from './pages';
import { toImageView, toInstanceView, toStatusCheck, toTags } from './views';

/**
 * How many values one filter takes.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html
 */
const FILTER_VALUES = 200;

type Instances = DataLoader<string, InstanceView | undefined>;

/** EC2 in one account and region. */
export class AwsEc2 implements Ec2 {
  readonly #client: EC2Client;
  readonly #caller: Ec2Caller;
  /** By ids, one that EC2 does not know (yet) would fail the whole call; by a filter it is just not there. */
  readonly #instances: Instances;

  readonly #beforeChange: () => void;

  static connect(client: EC2Client, caller: Ec2Caller): AwsEc2 {
    const instances: Instances = new DataLoader(
      async ids => {
        const found = await findInstances(client, caller, {
          Name: 'instance-id',
          Values: [...new Set(ids)],
        });
        const byId = new Map(found.map(one => [one.instanceId, one]));
        return ids.map(id => byId.get(id));
      },
      {
        cache: false,
        maxBatchSize: FILTER_VALUES,
        // As many batches as may be sent: to make more of them would only make them wait.
        batchScheduleFn: dispatch =>
          setTimeout(dispatch, caller.intervalMs('DescribeInstances')),
      },
    );
    return new AwsEc2(client, caller, instances, () => {});
  }

  private constructor(
    client: EC2Client,
    caller: Ec2Caller,
    instances: Instances,
    beforeChange: () => void,
  ) {
    this.#client = client;
    this.#caller = caller;
    this.#instances = instances;
    this.#beforeChange = beforeChange;
  }

  /** The same, for one who may have to stop: what is given is asked immediately before each request that changes something. */
  guardedBy(beforeChange: () => void): AwsEc2 {
    return new AwsEc2(
      this.#client,
      this.#caller,
      this.#instances,
      beforeChange,
    );
  }

  async findImage(imageId: string): Promise<ImageView | undefined> {
    try {
      const { Images } = await this.#caller.call('DescribeImages', options =>
        this.#client.send(
          new DescribeImagesCommand({ ImageIds: [imageId] }),
          options,
        ),
      );
      return Images?.[0] && toImageView(Images[0]);
    } catch (error) {
      if (hasCode(error, 'InvalidAMIID.NotFound')) return undefined;
      throw error;
    }
  }

  async importKeyPair(request: KeyPairRequest): Promise<{ keyPairId: string }> {
    const { name, publicKey, tags } = request;
    try {
      const { KeyPairId } = await this.#caller.call(
        'ImportKeyPair',
        options =>
          this.#client.send(
            new ImportKeyPairCommand({
              KeyName: name,
              PublicKeyMaterial: Buffer.from(publicKey),
              TagSpecifications: [
                {
                  ResourceType: 'key-pair',
                  Tags: Object.entries(tags).map(([Key, Value]) => ({
                    Key,
                    Value,
                  })),
                },
              ],
            }),
            options,
          ),
        { beforeSend: this.#beforeChange },
      );
      return { keyPairId: KeyPairId ?? '' };
    } catch (error) {
      if (!hasCode(error, 'InvalidKeyPair.Duplicate')) throw error;
      return { keyPairId: await this.#ownKeyPair(request, error) };
    }
  }

  async findKeyPair(name: string): Promise<{ keyPairId: string } | undefined> {
    const keyPair = await this.#describeKeyPair(name);
    return keyPair && { keyPairId: keyPair.KeyPairId ?? '' };
  }

  async deleteKeyPair(name: string): Promise<void> {
    await this.#remove(
      'DeleteKeyPair',
      options =>
        this.#client.send(new DeleteKeyPairCommand({ KeyName: name }), options),
      async () => (await this.findKeyPair(name)) !== undefined,
    );
  }

  async launch(request: LaunchRequest): Promise<InstanceView> {
    const { Instances: launched } = await this.#caller.call(
      'RunInstances',
      options => this.#client.send(new RunInstancesCommand(request), options),
      { beforeSend: this.#beforeChange },
    );
    const instance = launched?.[0];
    if (!instance?.InstanceId) {
      throw new Ec2Error({
        errorClass: 'transient',
        code: 'EmptyAnswer',
        operation: 'RunInstances',
        message: 'The answer names no instance',
      });
    }
    return toInstanceView(instance);
  }

  describe(instanceId: string): Promise<InstanceView | undefined> {
    return this.#instances.load(instanceId);
  }

  findByClientToken(clientToken: string): Promise<InstanceView[]> {
    return findInstances(
      this.#client,
      this.#caller,
      { Name: 'client-token', Values: [clientToken] },
      'launch',
    );
  }

  async statusCheck(instanceId: string): Promise<StatusCheck> {
    const { InstanceStatuses } = await this.#caller.call(
      'DescribeInstanceStatus',
      options =>
        this.#client.send(
          new DescribeInstanceStatusCommand({
            InstanceIds: [instanceId],
            IncludeAllInstances: true,
          }),
          options,
        ),
      { by: instanceId },
    );
    return toStatusCheck(InstanceStatuses?.[0]);
  }

  async terminate(instanceId: string): Promise<void> {
    await this.#remove(
      'TerminateInstances',
      options =>
        this.#client.send(
          new TerminateInstancesCommand({ InstanceIds: [instanceId] }),
          options,
        ),
      async () => (await this.describe(instanceId)) !== undefined,
    );
  }

  async screenshot(instanceId: string): Promise<Buffer> {
    const { ImageData } = await this.#caller.call(
      'GetConsoleScreenshot',
      options =>
        this.#client.send(
          new GetConsoleScreenshotCommand({ InstanceId: instanceId }),
          options,
        ),
      { by: instanceId },
    );
    if (!ImageData) {
      throw new Ec2Error({
        errorClass: 'transient',
        code: 'EmptyAnswer',
        operation: 'GetConsoleScreenshot',
        message: 'The answer holds no picture',
      });
    }
    return Buffer.from(ImageData, 'base64');
  }

  async consoleOutput(
    instanceId: string,
    { latest }: { latest: boolean },
  ): Promise<Buffer> {
    const { Output } = await this.#caller.call(
      'GetConsoleOutput',
      options =>
        this.#client.send(
          new GetConsoleOutputCommand({
            InstanceId: instanceId,
            Latest: latest || undefined,
          }),
          options,
        ),
      { by: instanceId },
    );
    return Buffer.from(Output ?? '', 'base64');
  }

  async existingVolumes(volumeIds: string[]): Promise<string[]> {
    return this.#existing(volumeIds, async (Values, NextToken) => {
      const page = await this.#caller.call('DescribeVolumes', options =>
        this.#client.send(
          new DescribeVolumesCommand({
            Filters: [{ Name: 'volume-id', Values }],
            NextToken,
          }),
          options,
        ),
      );
      return {
        items: page.Volumes?.flatMap(one => one.VolumeId ?? []),
        nextToken: page.NextToken,
      };
    });
  }

  async deleteVolume(volumeId: string): Promise<void> {
    await this.#remove(
      'DeleteVolume',
      options =>
        this.#client.send(
          new DeleteVolumeCommand({ VolumeId: volumeId }),
          options,
        ),
      async () => (await this.existingVolumes([volumeId])).length > 0,
    );
  }

  async existingNetworkInterfaces(ids: string[]): Promise<string[]> {
    return this.#existing(ids, async (Values, NextToken) => {
      const page = await this.#caller.call(
        'DescribeNetworkInterfaces',
        options =>
          this.#client.send(
            new DescribeNetworkInterfacesCommand({
              Filters: [{ Name: 'network-interface-id', Values }],
              NextToken,
            }),
            options,
          ),
      );
      return {
        items: page.NetworkInterfaces?.flatMap(
          one => one.NetworkInterfaceId ?? [],
        ),
        nextToken: page.NextToken,
      };
    });
  }

  async deleteNetworkInterface(id: string): Promise<void> {
    await this.#remove(
      'DeleteNetworkInterface',
      options =>
        this.#client.send(
          new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: id }),
          options,
        ),
      async () => (await this.existingNetworkInterfaces([id])).length > 0,
    );
  }

  /**
   * To remove what is not there is no error. Where the policy asks for our tag, AWS has none to look at on what is not there, and
   * may refuse instead of saying so.
   */
  async #remove<Output>(
    name: ApiName,
    send: Send<Output>,
    exists: () => Promise<boolean>,
  ): Promise<void> {
    try {
      await this.#caller.call(name, send, { beforeSend: this.#beforeChange });
    } catch (error) {
      if (isEc2Error(error, 'not-found-yet')) return;
      if (isEc2Error(error, 'permission') && !(await exists())) return;
      throw error;
    }
  }

  /** Those of the ids that EC2 knows, asked in lists that a filter takes. */
  async #existing(
    ids: string[],
    find: (ids: string[], nextToken?: string) => Promise<Page<string>>,
  ): Promise<string[]> {
    const found: string[] = [];
    for (let from = 0; from < ids.length; from += FILTER_VALUES) {
      const some = ids.slice(from, from + FILTER_VALUES);
      found.push(...(await allPages(token => find(some, token))));
    }
    return found;
  }

  async #describeKeyPair(name: string): Promise<KeyPairInfo | undefined> {
    const { KeyPairs } = await this.#caller.call('DescribeKeyPairs', options =>
      this.#client.send(
        new DescribeKeyPairsCommand({
          Filters: [{ Name: 'key-name', Values: [name] }],
        }),
        options,
      ),
    );
    return KeyPairs?.[0];
  }

  /** The pair that is there already, if it is the run's own: an earlier answer was lost, or the run resumed. */
  async #ownKeyPair(
    request: KeyPairRequest,
    duplicate: unknown,
  ): Promise<string> {
    const existing = await this.#describeKeyPair(request.name);
    const run = request.tags[TAGS.run];
    if (existing && run && toTags(existing.Tags)[TAGS.run] === run) {
      return existing.KeyPairId ?? '';
    }
    throw new Ec2Error({
      errorClass: existing ? 'invalid-request' : 'not-found-yet',
      code: 'InvalidKeyPair.Duplicate',
      operation: 'ImportKeyPair',
      message: existing
        ? `The key pair '${request.name}' exists, without this run's tag ${TAGS.run}: it is somebody else's. Delete or rename it`
        : `The key pair '${request.name}' exists, but cannot be seen yet`,
      cause: duplicate,
    });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return isEc2Error(error) && error.code === code;
}

function findInstances(
  client: EC2Client,
  caller: Ec2Caller,
  filter: Filter,
  purpose?: Purpose,
): Promise<InstanceView[]> {
  return allPages(async NextToken => {
    const page = await caller.call(
      'DescribeInstances',
      options =>
        client.send(
          new DescribeInstancesCommand({
            Filters: [filter],
            MaxResults: 1000,
            NextToken,
          }),
          options,
        ),
      purpose && { purpose },
    );
    return {
      items: page.Reservations?.flatMap(({ Instances = [] }) =>
        Instances.map(toInstanceView),
      ),
      nextToken: page.NextToken,
    };
  });
}
